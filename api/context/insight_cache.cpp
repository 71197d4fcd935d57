// SPDX-License-Identifier: Apache-2.0
#include "api/context/insight_cache.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxEvents = 100'000;  // each of a few hundred bytes

std::size_t count_events(const std::vector<Insight>& insights) {
    std::size_t events = insights.size();
    for (const Insight& insight : insights) events += insight.events.size();
    return events;
}

}  // namespace

InsightCache::Insights InsightCache::find(std::string_view group, const Basis& basis) {
    const std::scoped_lock lock(mutex_);
    if (basis != basis_) return nullptr;
    const auto found = insights_.find(group);
    return found == insights_.end() ? nullptr : found->second;
}

void InsightCache::put(std::string_view group, const Basis& basis, const Insights& insights) {
    const std::size_t events = count_events(*insights);
    const std::scoped_lock lock(mutex_);
    if (basis != basis_) {
        insights_.clear();
        events_ = 0;
        basis_ = basis;
    }
    if (events_ + events > kMaxEvents) return;
    if (insights_.emplace(group, insights).second) events_ += events;
}

}  // namespace xray::api
