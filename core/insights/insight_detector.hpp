// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/insights/insight.hpp"
#include "core/insights/insight_traffic.hpp"

namespace xray {

// Ours. An insight ends after this many minutes in which its services had requests and none was anomalous, or
// after the longer time without any anomaly.
inline constexpr std::int64_t kInsightCalmMinutes = 3;
inline constexpr std::int64_t kInsightSilentMinutes = 60;

// Ours. How many services TopAnomalousServices names.
inline constexpr std::size_t kTopAnomalousServices = 10;

// Finds the incidents of a group in its traffic, minute by minute, oldest first. Only minutes that are over
// at `now` count. The same traffic gives the same insights; an id is made of `group` (any text that names the
// group for good), the first minute, and the root cause as it was seen in it.
//
// Source: "Using X-Ray Insights" of AWS's developer guide for what an insight tells; the statistical model is
// our own (core/insights/insight_baseline.hpp).
[[nodiscard]] std::vector<Insight> detect_insights(const InsightTraffic& traffic, std::string_view group,
                                                   Micros now);

}  // namespace xray
