// SPDX-License-Identifier: Apache-2.0
// Insights. Anomalies are not detected, so no group has any: requests are checked as on AWS and answered from
// an empty set.
#include <string>

#include "api/api_errors.hpp"
#include "api/group_lookup.hpp"
#include "api/operations/operations.hpp"
#include "api/request_reader.hpp"
#include "api/time_range.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;

constexpr int kMaxAgeDays = 30;
constexpr int kMaxImpactGraphHours = 6;
constexpr int kMaxSummariesHours = kMaxAgeDays * 24;
constexpr Micros kDay = 24 * 3600 * kMicrosPerSecond;

// The times of a request about insights. How far back they may lie is a rule of --strict only.
Result<void> check_times(const Context& context, const RequestReader& request, int max_hours) {
    const Result<TimeRange> range = read_time_range(context, request, max_hours);
    if (!range) return tl::unexpected(range.error());
    if (context.strict && range->from < context.clock.now() - kMaxAgeDays * kDay) {
        return tl::unexpected(errors::insights_too_old(kMaxAgeDays));
    }
    return {};
}

Result<std::string> refuse_unknown_insight(std::string_view operation, std::string_view body) {
    const Result<RequestReader> request = read_request(operation, body);
    if (!request) return tl::unexpected(request.error());
    return tl::unexpected(errors::insight_not_found());
}

}  // namespace

Result<std::string> get_insight(Context& /*context*/, std::string_view body) {
    return refuse_unknown_insight("GetInsight", body);
}

Result<std::string> get_insight_events(Context& /*context*/, std::string_view body) {
    return refuse_unknown_insight("GetInsightEvents", body);
}

Result<std::string> get_insight_impact_graph(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("GetInsightImpactGraph", body);
    if (!request) return tl::unexpected(request.error());
    if (const Result<void> times = check_times(context, *request, kMaxImpactGraphHours); !times) {
        return tl::unexpected(times.error());
    }
    return tl::unexpected(errors::insight_not_found());
}

Result<std::string> get_insight_summaries(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("GetInsightSummaries", body);
    if (!request) return tl::unexpected(request.error());
    const Result<std::optional<storage::StoredGroup>> group = requested_group(context, *request);
    if (!group) return tl::unexpected(group.error());
    if (!*group) return tl::unexpected(errors::name_or_arn_of_group());
    if (const Result<void> times = check_times(context, *request, kMaxSummariesHours); !times) {
        return tl::unexpected(times.error());
    }
    if (const auto token = request->text("NextToken")) return tl::unexpected(errors::invalid_token(*token));
    return write_answer({{"InsightSummaries", json::array()}, {"NextToken", nullptr}});
}

}  // namespace xray::api::operations
