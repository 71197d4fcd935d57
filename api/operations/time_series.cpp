// SPDX-License-Identifier: Apache-2.0
// GetTimeSeriesServiceStatistics.
#include <optional>
#include <string>

#include "api/api_errors.hpp"
#include "api/group_lookup.hpp"
#include "api/operations/operations.hpp"
#include "api/request_reader.hpp"
#include "core/filter/parser.hpp"
#include "core/time_series.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {

Result<std::string> get_time_series_service_statistics(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("GetTimeSeriesServiceStatistics", body);
    if (!request) return tl::unexpected(request.error());
    const std::string token = request->text("NextToken").value_or("");
    if (!token.empty()) return tl::unexpected(errors::invalid_token(token));
    const std::int32_t period = request->integer("Period").value_or(60);
    if (period != 60 && period != 300) return tl::unexpected(errors::invalid_period());
    const std::int64_t from = floor_seconds(request->required_time("StartTime"));
    const std::int64_t to = floor_seconds(request->required_time("EndTime"));
    if (to < from) return tl::unexpected(errors::end_before_start());
    std::optional<filter::EntitySelector> selector;
    if (const std::optional<std::string> text = request->text("EntitySelectorExpression")) {
        filter::FilterResult<filter::EntitySelector> parsed = filter::parse_selector(*text);
        if (!parsed) return tl::unexpected(errors::invalid_filter(parsed.error().message));
        selector = std::move(*parsed);
    }
    const Result<TraceFilter> group = requested_group_filter(context, *request);
    if (!group) return tl::unexpected(group.error());
    const bool names_group = request->has("GroupName") || request->has("GroupARN");

    context.store.settle();
    TimeSeriesBuilder builder(from, to, period, selector ? &*selector : nullptr, context.account_id);
    storage::TraceScan scan;
    scan.time = storage::TraceTime::kUpdated;
    // A minute that ends in the range began up to a minute before it.
    scan.from = (from - 60) * kMicrosPerSecond;
    scan.to = to * kMicrosPerSecond;
    group->narrow(scan);
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (group->passes(digest)) builder.add(digest);
        return true;
    });
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("ContainsOldGroupVersions");
    writer.boolean(selector && names_group);  // observed: also where the group was never changed
    writer.key("NextToken");
    writer.null();
    writer.key("TimeSeriesServiceStatistics");
    builder.write(writer);
    writer.end_object();
    return answer;
}

}  // namespace xray::api::operations
