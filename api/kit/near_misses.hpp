// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/kit/wait_criteria.hpp"
#include "core/base/ids.hpp"
#include "core/filter/explain.hpp"

namespace xray::api {

// A trace that was not counted, and why.
struct NearMiss {
    TraceId id;
    std::vector<filter::ClauseResult> clauses;
    // It matches, and something of it is still to come: what, in words.
    std::vector<std::string> waits_for;
    std::string shape;    // in one line (api/kit/trace_shape.hpp)
    std::string summary;  // as GetTraceSummaries tells of it

    [[nodiscard]] bool matches() const;
};

// What there is beside the traces that count.
struct NearMisses {
    // At most 5 of the newest 1000 traces: first those that match and are not settled, then those with the
    // fewest failed clauses, then those with the most that held, then the newest.
    std::vector<NearMiss> closest;
    // Of the traces that were asked for by id, those of which nothing is there.
    std::vector<TraceId> unknown_ids;
    // Of the newest 1000 traces, to tell what somebody may have meant; up to 1000 names each.
    std::set<std::string, std::less<>> service_names;
    std::set<std::string, std::less<>> annotation_keys;
};

// Looks at the newest traces but those that count. Throws what the store throws.
[[nodiscard]] NearMisses find_near_misses(Context& context, const WaitCriteria& criteria,
                                          std::span<const TraceId> counted);

// Stands for the rule that traces of which something is missing do not count, among clauses of the
// expression.
inline constexpr std::string_view kWholeClause = "(the trace is complete)";

}  // namespace xray::api
