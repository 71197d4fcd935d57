// SPDX-License-Identifier: Apache-2.0
// GetTimeSeriesServiceStatistics.
#include <algorithm>
#include <optional>
#include <string>

#include "api/answers/time_series_json.hpp"
#include "api/context/context.hpp"
#include "api/groups/group_membership.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/page_token.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/floor_divide.hpp"
#include "core/base/try.hpp"
#include "core/filter/syntax/parser.hpp"
#include "core/graph/time_series.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

// How many points the service puts on a page is not known.
constexpr std::size_t kPagePoints = 1440;

struct Query {
    TimeSeriesQuery series;
    std::optional<filter::EntitySelector> selector;
    std::optional<std::int64_t> page_to;  // where the page before ended
    GroupMembership group;
    bool names_group = false;
};

Result<void> read_selector(const RequestReader& request, Query& query) {
    if (const std::optional<std::string> text = request.text("EntitySelectorExpression")) {
        filter::FilterResult<filter::EntitySelector> parsed = filter::parse_selector(*text);
        if (!parsed) return fail(errors::invalid_filter(parsed.error().message));
        query.selector = std::move(*parsed);
    }
    query.series.forecast = request.boolean("ForecastStatistics").value_or(false);
    if (query.series.forecast && !query.selector) return fail(errors::forecast_needs_selector());
    return {};
}

// The service tells a minute when it is over: its end must lie in the range. A test asks for what it has just
// sent, so that a range up to now takes in the minute that is running. Ours; docs/fidelity.md.
std::int64_t with_running_minute(std::int64_t to, std::int64_t now) {
    constexpr std::int64_t kMinute = 60;
    if (to < now - kMinute) return to;
    return std::max(to, (floor_divide(now, kMinute) + 1) * kMinute + 1);
}

Result<Query> read_query(Context& context, const RequestReader& request) {
    Query query;
    query.series.own_account = context.account_id;
    query.series.period = request.integer("Period").value_or(60);
    if (query.series.period != 60 && query.series.period != 300) return fail(errors::invalid_period());
    query.series.from = floor_seconds(request.required_time("StartTime"));
    query.series.to = floor_seconds(request.required_time("EndTime"));
    if (query.series.to < query.series.from) return fail(errors::end_before_start());
    if (!context.strict && query.series.from < query.series.to) {
        query.series.to = with_running_minute(query.series.to, floor_seconds(context.clock.now()));
    }
    if (const std::string token = request.text("NextToken").value_or(""); !token.empty()) {
        const std::optional<TracePosition> position = read_trace_position(token);
        if (!position) return fail(errors::invalid_token(token));
        query.page_to = floor_seconds(position->time);
    }
    XRAY_CHECK(read_selector(request, query));
    XRAY_TRY(query.group, GroupMembership::of_request(context, request));
    query.names_group = request.has("GroupName") || request.has("GroupARN");
    return query;
}

void add_traces(Context& context, const GroupMembership& group, TimeSeriesBuilder& builder) {
    if (group.has_every_trace()) {
        context.store.fold_minutes(
            builder.first_minute(), builder.end_minute(),
            [&](std::int64_t minute, ServiceGraphBuilder& fold) { builder.add(minute, fold.finish()); });
        return;
    }
    storage::TraceScan scan;
    scan.time = storage::TraceTime::kUpdated;
    scan.from = builder.first_minute() * 60 * kMicrosPerSecond;
    scan.to = builder.end_minute() * 60 * kMicrosPerSecond;
    group.narrow(scan);
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (group.has(digest)) builder.add(digest);
        return true;
    });
}

}  // namespace

Result<std::string> get_time_series_service_statistics(Context& context, const RequestReader& request) {
    XRAY_TRY(const Query query, read_query(context, request));
    const TimeRange range{query.series.from * kMicrosPerSecond, query.series.to * kMicrosPerSecond, 0};

    context.store.settle();
    TimeSeriesQuery series = query.series;
    if (query.selector) series.selector = &*query.selector;
    if (query.page_to) series.to = std::min(series.to, *query.page_to);
    TimeSeriesBuilder builder(series);
    if (series.from < series.to) add_traces(context, query.group, builder);
    std::string points;
    JsonWriter points_writer(points);
    const std::optional<std::int64_t> rest = write_time_series(points_writer, builder, kPagePoints);

    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("ContainsOldGroupVersions");
    // Observed: a selector with a group says so also where the group was never changed.
    writer.boolean((query.selector && query.names_group) || query.group.contains_old_versions(range));
    writer.key("NextToken");
    rest ? writer.text(write_trace_position({*rest * kMicrosPerSecond, {}})) : writer.null();
    writer.key("TimeSeriesServiceStatistics");
    writer.raw(points);
    writer.end_object();
    return answer;
}

}  // namespace xray::api::operations
