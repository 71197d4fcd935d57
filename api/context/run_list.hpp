// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace xray::api {

// Whose traces: those whose last document is one of these receipts.
struct RunSlice {
    std::int64_t after = 0;
    std::int64_t up_to = std::numeric_limits<std::int64_t>::max();

    [[nodiscard]] bool has(std::int64_t receipt) const { return receipt > after && receipt <= up_to; }
};

// A named slice of what comes in.
struct Run {
    std::string name;
    Micros begin = 0;
    std::optional<Micros> end;  // none: it goes on
    RunSlice slice;
};

// The runs since the start or the last reset, at most 1000; older ones are forgotten.
//
// Threads: every method may be called from any thread.
class RunList {
public:
    // Begins a run behind `last_receipt`, and ends the one before.
    Run begin(std::string name, Micros now, std::int64_t last_receipt);

    // From the oldest to the newest.
    [[nodiscard]] std::vector<Run> all() const;

    // The newest of that name; nothing if there is none.
    [[nodiscard]] std::optional<RunSlice> find(std::string_view name) const;

    void clear();

private:
    mutable std::mutex mutex_;  // guards everything below
    std::deque<Run> runs_;
};

}  // namespace xray::api
