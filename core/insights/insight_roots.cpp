// SPDX-License-Identifier: Apache-2.0
#include "core/insights/insight_roots.hpp"

#include <algorithm>

namespace xray {

bool CallReach::reaches(const InsightService& from, const InsightService& to) {
    const auto [place, is_new] = reached_.try_emplace(from);
    std::set<InsightService>& reached = place->second;
    if (is_new) {
        std::vector<InsightService> open{from};
        while (!open.empty()) {
            const InsightService service = std::move(open.back());
            open.pop_back();
            const auto callees = traffic_.callees().find(service);
            if (callees == traffic_.callees().end()) continue;
            for (const InsightService& callee : callees->second) {
                if (reached.insert(callee).second) open.push_back(callee);
            }
        }
    }
    return reached.contains(to);
}

std::vector<AnomalyRoot> find_roots(const std::map<InsightService, std::uint64_t>& faults, CallReach& reach) {
    const auto explains = [&](const auto& callee, const auto& caller) {
        if (!reach.reaches(caller.first, callee.first)) return false;
        if (!reach.reaches(callee.first, caller.first)) return true;
        return callee.second != caller.second ? callee.second > caller.second : callee.first < caller.first;
    };
    std::vector<AnomalyRoot> roots;
    for (const auto& candidate : faults) {
        const bool is_explained = std::any_of(faults.begin(), faults.end(), [&](const auto& other) {
            return &other != &candidate && explains(other, candidate);
        });
        if (is_explained) continue;
        AnomalyRoot& root = roots.emplace_back(AnomalyRoot{candidate.first, {candidate.first}});
        for (const auto& [service, count] : faults) {
            if (reach.reaches(service, candidate.first)) root.explained.insert(service);
        }
    }
    return roots;
}

}  // namespace xray
