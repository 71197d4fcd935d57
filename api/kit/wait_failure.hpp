// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "api/kit/near_misses.hpp"
#include "api/kit/wait_criteria.hpp"
#include "core/base/ids.hpp"

namespace xray::api {

// The most summaries of an answer, unless Count is more.
inline constexpr std::size_t kMaxWaitSummaries = 1000;

// The answer of status 408 or 409 to a wait for what is not there:
//   {Closest: [{Clauses: [{Actual, Clause, Held}], FailedClause, TraceSummary, WaitsFor}], Count,
//   Explanation, Matched, Message, Traces, TraceSummaries}
// Count is what was asked for: the least number of traces, or the upper bound where there is no other.
// Matched tells how many traces count, Traces how many there are, TraceSummaries those that count, Closest
// those that do not (find_near_misses()). A trace that does not count because it is not whole has the failed
// clause kWholeClause, and tells under WaitsFor what is missing. Explanation is the whole in words
// (api/kit/explanation.hpp).
[[nodiscard]] HttpResponse wait_failure(Context& context, const WaitCriteria& criteria,
                                        const std::string& base_url, unsigned status,
                                        std::span<const TraceId> counted);

}  // namespace xray::api
