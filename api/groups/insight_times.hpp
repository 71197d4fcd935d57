// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/groups/time_range.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"

namespace xray::api {

// Documented: how far back insights may be asked for, and the longest range of an impact graph.
inline constexpr int kMaxInsightAgeDays = 30;
inline constexpr int kMaxInsightSummariesHours = kMaxInsightAgeDays * 24;
inline constexpr int kMaxInsightGraphHours = 6;

// StartTime and EndTime of a request about insights. How long the range is and how far back it lies are rules
// of --strict only.
[[nodiscard]] Result<TimeRange> read_insight_times(const Context& context, const RequestReader& request,
                                                   int max_hours);

}  // namespace xray::api
