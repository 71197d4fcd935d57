// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "api/context/trace_events.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "emulator/process/line_pace.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// Tells the log what comes in: each document that is taken at level debug, each one that is refused, or taken
// though something about it is odd, as a warning. A flood does not flood the log: of arrivals it gets 100
// lines a second, of the others 10 in ten seconds each.
class IntakeLog {
public:
    explicit IntakeLog(Log& log) : log_(log) {}

    // What the ingest is to call. `events` is told of refusals too; both must outlive the ingest.
    [[nodiscard]] api::IngestListeners listeners(api::TraceEvents& events);

    // Refusals that got no line of their own.
    [[nodiscard]] std::uint64_t untold_refusals() const { return untold_refusals_; }

private:
    void on_arrival(const api::Arrival& arrival);
    void on_rejected(const api::RejectedDocument& rejected);
    void on_warning(const api::DocumentWarning& warning);

    Log& log_;
    LinePace arrivals_{100, std::chrono::seconds(1)};
    LinePace refusals_{10, std::chrono::seconds(10)};
    LinePace warnings_{10, std::chrono::seconds(10)};
    std::atomic<std::uint64_t> untold_refusals_{0};
};

}  // namespace xray::emulator
