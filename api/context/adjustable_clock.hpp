// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/time.hpp"

namespace xray::api {

// The emulator's time, which a test may stop and move (/_emulator/clock). Everything whose behaviour depends
// on the time asks this clock; what is about the process itself (log lines, the HTTP Date, uptime) does not.
//
// Threads: every method may be called from any thread.
class AdjustableClock final : public Clock {
public:
    enum class Mode {
        kSystem,  // as the system's clock
        kOffset,  // goes on, ahead of or behind the system's clock
        kFrozen,  // stands still
    };

    struct Reading {
        Micros now = 0;
        Mode mode = Mode::kSystem;
    };

    // `system` must outlive this object.
    explicit AdjustableClock(const Clock& system) : system_(system) {}

    [[nodiscard]] Micros now() const override { return read().now; }
    [[nodiscard]] Reading read() const;

    // The time that nobody can move.
    [[nodiscard]] Micros system_now() const { return system_.now(); }

    // Stops at `at`, or where the clock is. Error kInvalidRequest: before 1970 or after the year 9999; the
    // clock then stays as it was.
    [[nodiscard]] Result<void> freeze(std::optional<Micros> at);

    // Moves on; a frozen clock stays frozen. Error kInvalidRequest: `length` is negative, or the time would
    // be after the year 9999; the clock then stays as it was.
    [[nodiscard]] Result<void> advance(Micros length);

    // Back to the system's time.
    void follow();

private:
    [[nodiscard]] Micros now_locked() const { return frozen_at_ ? *frozen_at_ : system_.now() + offset_; }

    const Clock& system_;
    mutable std::mutex mutex_;  // guards everything below
    Micros offset_ = 0;
    std::optional<Micros> frozen_at_;
};

// "system", "offset" or "frozen"
[[nodiscard]] std::string_view to_string(AdjustableClock::Mode mode);

}  // namespace xray::api
