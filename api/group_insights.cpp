// SPDX-License-Identifier: Apache-2.0
#include "api/group_insights.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "api/api_errors.hpp"
#include "api/arn.hpp"
#include "api/trace_filter.hpp"
#include "core/insight_detector.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMostTraces = 1'000'000;
constexpr Micros kOldestWhenStrict = 30LL * 86400 * kMicrosPerSecond;

std::vector<storage::StoredGroup> groups_with_insights(Context& context) {
    std::vector<storage::StoredGroup> groups;
    context.store.control().read([&](storage::ControlTables& tables) { groups = tables.groups.all(); });
    std::erase_if(groups, [](const storage::StoredGroup& group) { return !group.insights; });
    return groups;
}

InsightTraffic traffic_of(Context& context, const TraceFilter& filter, Micros now) {
    InsightTraffic traffic;
    storage::TraceScan scan;
    scan.to = now;
    if (context.strict) scan.from = now - kOldestWhenStrict;
    std::size_t seen = 0;
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (filter.passes(digest)) traffic.add(digest);
        return ++seen < kMostTraces;
    });
    return traffic;
}

}  // namespace

Result<std::vector<Insight>> insights_of(Context& context, const storage::StoredGroup& group) {
    if (!group.insights) return std::vector<Insight>{};
    const Result<TraceFilter> filter = TraceFilter::compile(context, group.filter.value_or(""));
    if (!filter) return tl::unexpected(filter.error());
    context.store.settle();
    const Micros now = context.clock.now();
    std::vector<Insight> insights =
        detect_insights(traffic_of(context, *filter, now), group_arn(context, group.name, group.id), now);
    std::sort(insights.begin(), insights.end(), [](const Insight& a, const Insight& b) {
        return std::tie(b.start, b.id) < std::tie(a.start, a.id);
    });
    return insights;
}

Result<GroupInsight> find_insight(Context& context, std::string_view id) {
    for (const storage::StoredGroup& group : groups_with_insights(context)) {
        Result<std::vector<Insight>> insights = insights_of(context, group);
        if (!insights) return tl::unexpected(insights.error());
        for (Insight& insight : *insights) {
            if (insight.id == id) return GroupInsight{group, std::move(insight)};
        }
    }
    return tl::unexpected(errors::insight_not_found());
}

}  // namespace xray::api
