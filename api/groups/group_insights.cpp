// SPDX-License-Identifier: Apache-2.0
#include "api/groups/group_insights.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "api/groups/trace_filter.hpp"
#include "api/request/api_errors.hpp"
#include "api/resources/arn.hpp"
#include "core/insights/insight_detector.hpp"
#include "core/insights/insight_traffic.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxTraces = 1'000'000;
constexpr Micros kOldestWhenStrict = 30LL * 86400 * kMicrosPerSecond;

// Services of minutes, and calls between services, each of a few hundred bytes.
constexpr std::size_t kMaxTraffic = 1'000'000;

std::vector<storage::StoredGroup> all_groups(Context& context) {
    std::vector<storage::StoredGroup> groups;
    context.store.control().read([&](storage::ControlTables& tables) { groups = tables.groups.all(); });
    return groups;
}

// As a text that differs when anything of them does that insights hang on.
std::string describe(const std::vector<storage::StoredGroup>& groups) {
    std::string text;
    for (const storage::StoredGroup& group : groups) {
        for (const std::string& part : {group.name, group.id, group.filter.value_or("")}) {
            text.append(std::to_string(part.size())).append(":").append(part);
        }
    }
    return text;
}

InsightTraffic traffic_of(Context& context, const TraceFilter& filter, Micros now) {
    InsightTraffic traffic;
    storage::TraceScan scan;
    scan.to = now;
    if (context.strict) scan.from = now - kOldestWhenStrict;
    filter.narrow(scan);
    std::size_t seen = 0;
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (filter.passes(digest)) traffic.add(digest);
        return ++seen < kMaxTraces && traffic.size() < kMaxTraffic;
    });
    return traffic;
}

std::vector<Insight> find_insights(Context& context, const storage::StoredGroup& group,
                                   const TraceFilter& filter, Micros now) {
    std::vector<Insight> insights =
        detect_insights(traffic_of(context, filter, now), group_arn(context, group.name, group.id), now);
    std::sort(insights.begin(), insights.end(), [](const Insight& a, const Insight& b) {
        return std::tie(b.start, b.id) < std::tie(a.start, a.id);
    });
    return insights;
}

}  // namespace

Result<InsightCache::Insights> insights_of(Context& context, const storage::StoredGroup& group) {
    if (!group.insights) return std::make_shared<const std::vector<Insight>>();
    const Micros now = context.clock.now();
    context.store.settle();
    // The numbers come before the traces: of traces that change meanwhile, the next call reads again.
    const InsightCache::Basis basis{.changes = context.store.changes(),
                                    .minute = insight_minute(now),
                                    .strict = context.strict,
                                    .groups = describe(all_groups(context))};
    // With its expression: the group may have been read before the others, and changed since.
    const std::string key = describe({group});
    if (InsightCache::Insights known = context.insights.find(key, basis)) return known;
    const Result<TraceFilter> filter = TraceFilter::compile(context, group.filter.value_or(""));
    if (!filter) return tl::unexpected(filter.error());
    auto insights = std::make_shared<const std::vector<Insight>>(find_insights(context, group, *filter, now));
    context.insights.put(key, basis, insights);
    return insights;
}

Result<GroupInsight> find_insight(Context& context, std::string_view id) {
    for (const storage::StoredGroup& group : all_groups(context)) {
        const Result<InsightCache::Insights> insights = insights_of(context, group);
        if (!insights) continue;
        const auto found = std::find_if((*insights)->begin(), (*insights)->end(),
                                        [&](const Insight& insight) { return insight.id == id; });
        if (found != (*insights)->end()) return GroupInsight{group, *found};
    }
    return fail(errors::insight_not_found());
}

}  // namespace xray::api
