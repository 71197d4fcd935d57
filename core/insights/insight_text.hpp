// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/insights/insight.hpp"
#include "core/insights/insight_baseline.hpp"

namespace xray {

// A UUID of version 5 form: the same text for the same arguments.
[[nodiscard]] std::string insight_id(std::string_view group, std::int64_t minute,
                                     const InsightService& service);

// The texts of insights and their events: two sentences, of which the first has no point but its last,
// because Grafana's plugin for X-Ray shows what stands between the first point and the next. AWS's own were
// never seen.
[[nodiscard]] std::string describe_anomaly(const InsightService& root_cause,
                                           const FaultBaseline::Judgement& judgement);
[[nodiscard]] std::string describe_services(const std::vector<InsightService>& anomalous);
[[nodiscard]] std::string describe_impact(const InsightService& root_cause, const RequestImpact& service,
                                          const RequestImpact& client);
[[nodiscard]] std::string describe_end(const InsightService& root_cause);

}  // namespace xray
