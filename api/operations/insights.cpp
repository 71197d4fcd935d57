// SPDX-License-Identifier: Apache-2.0
// GetInsight, GetInsightEvents, GetInsightSummaries. The graph of an insight: insight_graph.cpp.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "api/context/context.hpp"
#include "api/groups/group_insights.hpp"
#include "api/groups/group_lookup.hpp"
#include "api/groups/insight_times.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/page_token.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "core/base/try.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;

// The largest MaxResults that the model allows.
constexpr std::int32_t kSummariesPerPage = 100;
constexpr std::int32_t kEventsPerPage = 50;

constexpr std::string_view kSummaryToken = "xi1";
constexpr std::string_view kEventToken = "xe1";

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

// With the account of the emulator, too, as the guide's examples have it.
json write_service_id(const Context& context, const InsightService& service) {
    return {{"AccountId", service.account_id.empty() ? context.account_id : service.account_id},
            {"Name", service.name},
            {"Names", {service.name}},
            {"Type", text_or_null(service.type)}};
}

json write_impact(const RequestImpact& impact) {
    return {{"FaultCount", impact.faults}, {"OkCount", impact.ok}, {"TotalCount", impact.total}};
}

json write_services(const Context& context, const std::vector<InsightService>& services) {
    json written = json::array();
    for (const InsightService& service : services) {
        written.push_back({{"ServiceId", write_service_id(context, service)}});
    }
    return written;
}

json write_insight(const Context& context, const storage::StoredGroup& group, const Insight& insight) {
    return {{"Categories", {"FAULT"}},
            {"ClientRequestImpactStatistics", write_impact(insight.client)},
            {"EndTime", insight.end ? json(whole_seconds(*insight.end)) : json(nullptr)},
            {"GroupARN", group_arn(context, group.name, group.id)},
            {"GroupName", group.name},
            {"InsightId", insight.id},
            {"RootCauseServiceId", write_service_id(context, insight.root_cause)},
            {"RootCauseServiceRequestImpactStatistics", write_impact(insight.root_cause_requests)},
            {"StartTime", whole_seconds(insight.start)},
            {"State", insight.active() ? "ACTIVE" : "CLOSED"},
            {"Summary", insight.summary},
            {"TopAnomalousServices", write_services(context, insight.anomalous)}};
}

json write_summary(const Context& context, const storage::StoredGroup& group, const Insight& insight) {
    json summary = write_insight(context, group, insight);
    summary["LastUpdateTime"] = whole_seconds(insight.updated);
    return summary;
}

json write_event(const Context& context, const InsightEvent& event) {
    return {{"ClientRequestImpactStatistics", write_impact(event.client)},
            {"EventTime", whole_seconds(event.time)},
            {"RootCauseServiceRequestImpactStatistics", write_impact(event.root_cause)},
            {"Summary", event.summary},
            {"TopAnomalousServices", write_services(context, event.anomalous)}};
}

// A page of insights begins behind the last one of the page before.
std::string write_token(const Insight& last) {
    return write_page_token(kSummaryToken, {last.start}, last.id);
}

struct InsightPosition {
    Micros start = 0;
    std::string id;

    [[nodiscard]] bool is_before(const Insight& insight) const {
        return std::tie(insight.start, insight.id) < std::tie(start, id);
    }
};

std::optional<InsightPosition> read_token(std::string_view token) {
    const std::optional<PageToken> read = read_page_token(kSummaryToken, 1, token);
    if (!read) return std::nullopt;
    return InsightPosition{read->numbers.front(), read->text};
}

// Events are only ever added at the end, so their number is a stable position.
std::optional<std::size_t> read_event_token(std::string_view token) {
    const std::optional<PageToken> read = read_page_token(kEventToken, 1, token);
    if (!read || !read->text.empty()) return std::nullopt;
    return static_cast<std::size_t>(read->numbers.front());
}

// Which insights a GetInsightSummaries asks for.
struct Query {
    TimeRange range;
    std::string state;  // empty: any
    std::optional<InsightPosition> after;

    // Insights that were going on at some time of the range (docs/fidelity.md).
    [[nodiscard]] bool takes(const Insight& insight) const {
        const bool in_range = insight.start < range.to && insight.end.value_or(kMaxTime) > range.from;
        const bool in_state = state.empty() || state == (insight.active() ? "ACTIVE" : "CLOSED");
        return in_range && in_state && (!after || after->is_before(insight));
    }
};

Result<Query> read_query(const Context& context, const RequestReader& request) {
    Query query;
    XRAY_TRY(query.range, read_insight_times(context, request, kMaxInsightSummariesHours));
    const std::vector<std::string> states = request.texts("States");
    if (!states.empty()) query.state = states.front();
    if (const std::string token = request.text("NextToken").value_or(""); !token.empty()) {
        query.after = read_token(token);
        if (!query.after) return fail(errors::invalid_token(token));
    }
    return query;
}

}  // namespace

Result<std::string> get_insight(Context& context, const RequestReader& request) {
    XRAY_TRY(const GroupInsight found, find_insight(context, request.required_text("InsightId")));
    return write_answer({{"Insight", write_insight(context, found.group, found.insight)}});
}

Result<std::string> get_insight_events(Context& context, const RequestReader& request) {
    std::size_t position = 0;
    if (const std::string token = request.text("NextToken").value_or(""); !token.empty()) {
        const std::optional<std::size_t> read = read_event_token(token);
        if (!read) return fail(errors::invalid_token(token));
        position = *read;
    }
    XRAY_TRY(const GroupInsight found, find_insight(context, request.required_text("InsightId")));
    const std::vector<InsightEvent>& events = found.insight.events;
    const auto most = static_cast<std::size_t>(request.integer("MaxResults").value_or(kEventsPerPage));
    json page = json::array();
    for (; position < events.size() && page.size() < most; ++position) {
        page.push_back(write_event(context, events[position]));
    }
    json token = nullptr;
    if (position < events.size())
        token = write_page_token(kEventToken, {static_cast<std::int64_t>(position)});
    return write_answer({{"InsightEvents", std::move(page)}, {"NextToken", std::move(token)}});
}

Result<std::string> get_insight_summaries(Context& context, const RequestReader& request) {
    XRAY_TRY(const std::optional<storage::StoredGroup> group, requested_group(context, request));
    if (!group) return fail(errors::name_or_arn_of_group());
    XRAY_TRY(const Query query, read_query(context, request));
    XRAY_TRY(const InsightCache::Insights insights, insights_of(context, *group));

    const auto most = static_cast<std::size_t>(request.integer("MaxResults").value_or(kSummariesPerPage));
    json page = json::array();
    json token = nullptr;
    const Insight* last = nullptr;
    for (const Insight& insight : *insights) {
        if (!query.takes(insight)) continue;
        if (page.size() == most) {
            token = write_token(*last);
            break;
        }
        page.push_back(write_summary(context, *group, insight));
        last = &insight;
    }
    return write_answer({{"InsightSummaries", std::move(page)}, {"NextToken", std::move(token)}});
}

}  // namespace xray::api::operations
