// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "api/groups/trace_filter.hpp"
#include "core/base/ids.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/filter/explain.hpp"

namespace xray::api {

// How many there may be of something: [least, most].
struct CountBounds {
    std::uint64_t least = 0;
    std::optional<std::uint64_t> most;  // none: any number

    [[nodiscard]] bool hold(std::uint64_t number) const {
        return number >= least && !(most && number > *most);
    }
};

// "at least 2", "exactly 1", "at most 3".
[[nodiscard]] std::string to_string(const CountBounds& bounds);

// How often a trace must have gone from one service to another, by the names that the service graph shows.
// The call of a client is none from its service to itself.
struct CallBounds {
    std::string from;
    std::string to;
    CountBounds bounds;
};

// The same as `expect --calls` takes it: `"front" -> "back" >= 2`.
[[nodiscard]] std::string describe(const CallBounds& calls);

// What a call of POST /_emulator/wait asks for.
struct WaitCriteria {
    // As it was written; empty: every trace matches.
    std::string expression;
    TraceFilter filter;
    // Only these count; empty: all.
    std::unordered_set<TraceId> trace_ids;
    std::vector<CallBounds> calls;
    // Of traces that match and are settled.
    CountBounds count{1, std::nullopt};
    std::chrono::milliseconds timeout{5000};
    // How long nothing must have come; none was asked for: quiet_time().
    std::optional<std::chrono::milliseconds> asked_quiet;
    // Whether traces count of which something is missing.
    bool partial = false;

    // A trace is settled, and an upper bound is judged, when nothing has come for so long.
    [[nodiscard]] std::chrono::milliseconds quiet_time() const;

    // Whether the trace is one that is asked for, settled or not.
    [[nodiscard]] bool matches(const TraceDigest& digest) const;

    // What of the filter and the calls the trace satisfies and what not; nothing about trace ids.
    [[nodiscard]] std::vector<filter::ClauseResult> explain(const TraceDigest& digest) const;
};

}  // namespace xray::api
