// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/insights/insight_traffic.hpp"

namespace xray {

// Who reaches whom along calls, over any number of them.
class CallReach {
public:
    // `traffic` must outlive this object and must not change.
    explicit CallReach(const InsightTraffic& traffic) : traffic_(traffic) {}

    // Whether `from` calls `to`, directly or through others. A service need not reach itself.
    [[nodiscard]] bool reaches(const InsightService& from, const InsightService& to);

private:
    const InsightTraffic& traffic_;
    std::map<InsightService, std::set<InsightService>> reached_;  // worked out when asked for
};

// An anomalous service that explains others: those that reach it.
struct AnomalyRoot {
    InsightService service;
    std::set<InsightService> explained;  // itself among them
};

// The anomalous services that reach no other anomalous one; of services that call each other in a circle the
// one with the most faults. Every service of `faults` (anomalous services, with their faults) is explained by
// at least one of them. In the order of their names.
[[nodiscard]] std::vector<AnomalyRoot> find_roots(const std::map<InsightService, std::uint64_t>& faults,
                                                  CallReach& reach);

}  // namespace xray
