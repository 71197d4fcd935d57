// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/emulator_api/trace_wait.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// The answer of status 408 to a wait that found too little:
//   {message, Count, Matched, Traces, TraceSummaries, Closest: [{FailedClause, Clauses: [{Clause, Held}],
//   TraceSummary}]}
// Count is what was asked for, Matched how many traces match, Traces how many there are, TraceSummaries those
// that match, and Closest, at most 5 of the newest 1000 traces that do not: first those with the fewest
// failed clauses, then those with the most that held, then the newest. A trace that does not count because it
// is not whole has the failed clause kWholeClause.
[[nodiscard]] HttpResponse closest_traces(Context& context, const TraceWait::Criteria& criteria);

// Stands for the rule that traces of which something is missing do not count, among clauses of the
// expression.
inline constexpr std::string_view kWholeClause = "(the trace is complete)";

}  // namespace xray::api
