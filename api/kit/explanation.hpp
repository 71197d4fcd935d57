// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/kit/near_misses.hpp"
#include "api/kit/wait_criteria.hpp"
#include "core/base/ids.hpp"

namespace xray::api {

// How many of the traces that match are told of where they are too many.
inline constexpr std::size_t kMostMatchingTold = 3;

struct MatchingTrace {
    TraceId id;
    std::string shape;
};

// What became of a wait that failed.
struct WaitOutcome {
    bool too_many = false;
    std::uint64_t matched = 0;
    std::uint64_t traces = 0;  // all that there are
    std::vector<MatchingTrace> matching;
    NearMisses near;
};

// Why a wait failed, for people: at most 15 lines of at most 120 characters.
//
//   expected at least 1 trace that matches: service("gatway") AND responsetime < 0.2
//   0 of 4 traces match
//   closest: http://127.0.0.1:2000/traces/1-…
//     POST /checkout 500 fault 0.412 s: gateway -> payments
//     service("gatway"): the services are "gateway" and "payments"
//     responsetime < 0.2: it was 0.412
//   did you mean "gateway"?
//   3 documents were refused: InvalidTraceId (see http://127.0.0.1:2000/rejected)
//
// A trace that matches and is not settled comes first, with what it waits for. Control characters of what
// clients sent are replaced by spaces, longer lines end in "...".
[[nodiscard]] std::string explanation(Context& context, const WaitCriteria& criteria,
                                      const std::string& base_url, const WaitOutcome& outcome);

}  // namespace xray::api
