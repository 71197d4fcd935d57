// SPDX-License-Identifier: Apache-2.0
#include "api/routes.hpp"

#include <algorithm>
#include <array>

namespace xray::api {

// The handlers, declared where they are listed.

// In api/operations/, each in the file of its resource.
namespace operations {

BodyFunction get_sampling_targets, put_trace_segments;
OperationFunction batch_get_traces, cancel_trace_retrieval, create_group, create_sampling_rule, delete_group,
    delete_resource_policy, delete_sampling_rule, get_encryption_config, get_group, get_groups,
    get_indexing_rules, get_insight, get_insight_events, get_insight_impact_graph, get_insight_summaries,
    get_retrieved_traces_graph, get_sampling_rules, get_sampling_statistic_summaries, get_service_graph,
    get_time_series_service_statistics, get_trace_graph, get_trace_segment_destination, get_trace_summaries,
    list_resource_policies, list_retrieved_traces, list_tags_for_resource, put_encryption_config,
    put_resource_policy, put_telemetry_records, start_trace_retrieval, tag_resource, untag_resource,
    update_group, update_indexing_rule, update_sampling_rule, update_trace_segment_destination;

}  // namespace operations

// In api/emulator_api/.
RequestFunction begin_run, explain_sampling, export_kept_traces, import_kept_traces, read_clock,
    read_findings, read_health, read_metrics, read_runs, read_stats, record_lambda_invocation, reset_store,
    set_clock, set_faults, show_faults, wait_for_traces;
StreamFunction listen_to_events;

// In api/mcp/.
RequestFunction take_mcp_message;

// In api/.
ExportFunction export_logs, export_metrics, export_traces;
RequestFunction read_asset, read_start_page;

namespace {

constexpr Route operation(std::string_view name, std::string_view path, Handler handler,
                          Lane lane = Lane::kControl, std::size_t most_body_bytes = kMaxBody) {
    return {"POST", path, handler, Surface::kService, lane, most_body_bytes, name};
}

constexpr Route emulator(std::string_view method, std::string_view path, Handler handler,
                         Lane lane = Lane::kControl, std::size_t most_body_bytes = kMaxBody) {
    return {method, path, handler, Surface::kEmulator, lane, most_body_bytes};
}

constexpr Route page(std::string_view path, RequestHandler handler) {
    return {"GET", path, handler, Surface::kPages};
}

constexpr std::array kRoutes{
    operation("BatchGetTraces", "/Traces", operations::batch_get_traces, Lane::kQuery),
    operation("CancelTraceRetrieval", "/CancelTraceRetrieval", operations::cancel_trace_retrieval),
    operation("CreateGroup", "/CreateGroup", operations::create_group),
    operation("CreateSamplingRule", "/CreateSamplingRule", operations::create_sampling_rule),
    operation("DeleteGroup", "/DeleteGroup", operations::delete_group),
    operation("DeleteResourcePolicy", "/DeleteResourcePolicy", operations::delete_resource_policy),
    operation("DeleteSamplingRule", "/DeleteSamplingRule", operations::delete_sampling_rule),
    operation("GetEncryptionConfig", "/EncryptionConfig", operations::get_encryption_config),
    operation("GetGroup", "/GetGroup", operations::get_group),
    operation("GetGroups", "/Groups", operations::get_groups),
    operation("GetIndexingRules", "/GetIndexingRules", operations::get_indexing_rules),
    operation("GetInsight", "/Insight", operations::get_insight, Lane::kQuery),
    operation("GetInsightEvents", "/InsightEvents", operations::get_insight_events, Lane::kQuery),
    operation("GetInsightImpactGraph", "/InsightImpactGraph", operations::get_insight_impact_graph,
              Lane::kQuery),
    operation("GetInsightSummaries", "/InsightSummaries", operations::get_insight_summaries, Lane::kQuery),
    operation("GetRetrievedTracesGraph", "/GetRetrievedTracesGraph", operations::get_retrieved_traces_graph,
              Lane::kQuery),
    operation("GetSamplingRules", "/GetSamplingRules", operations::get_sampling_rules),
    operation("GetSamplingStatisticSummaries", "/SamplingStatisticSummaries",
              operations::get_sampling_statistic_summaries),
    operation("GetSamplingTargets", "/SamplingTargets", operations::get_sampling_targets),
    operation("GetServiceGraph", "/ServiceGraph", operations::get_service_graph, Lane::kQuery),
    operation("GetTimeSeriesServiceStatistics", "/TimeSeriesServiceStatistics",
              operations::get_time_series_service_statistics, Lane::kQuery),
    operation("GetTraceGraph", "/TraceGraph", operations::get_trace_graph, Lane::kQuery),
    operation("GetTraceSegmentDestination", "/GetTraceSegmentDestination",
              operations::get_trace_segment_destination),
    operation("GetTraceSummaries", "/TraceSummaries", operations::get_trace_summaries, Lane::kQuery),
    operation("ListResourcePolicies", "/ListResourcePolicies", operations::list_resource_policies),
    operation("ListRetrievedTraces", "/ListRetrievedTraces", operations::list_retrieved_traces, Lane::kQuery),
    operation("ListTagsForResource", "/ListTagsForResource", operations::list_tags_for_resource),
    operation("PutEncryptionConfig", "/PutEncryptionConfig", operations::put_encryption_config),
    operation("PutResourcePolicy", "/PutResourcePolicy", operations::put_resource_policy),
    operation("PutTelemetryRecords", "/TelemetryRecords", operations::put_telemetry_records, Lane::kIngest),
    operation("PutTraceSegments", "/TraceSegments", operations::put_trace_segments, Lane::kIngest,
              kMaxIngestBody),
    operation("StartTraceRetrieval", "/StartTraceRetrieval", operations::start_trace_retrieval),
    operation("TagResource", "/TagResource", operations::tag_resource),
    operation("UntagResource", "/UntagResource", operations::untag_resource),
    operation("UpdateGroup", "/UpdateGroup", operations::update_group),
    operation("UpdateIndexingRule", "/UpdateIndexingRule", operations::update_indexing_rule),
    operation("UpdateSamplingRule", "/UpdateSamplingRule", operations::update_sampling_rule),
    operation("UpdateTraceSegmentDestination", "/UpdateTraceSegmentDestination",
              operations::update_trace_segment_destination),

    Route{"POST", "/v1/traces", export_traces, Surface::kOpenTelemetry, Lane::kIngest, kMaxIngestBody},
    Route{"POST", "/v1/metrics", export_metrics, Surface::kOpenTelemetry, Lane::kControl, kMaxIngestBody},
    Route{"POST", "/v1/logs", export_logs, Surface::kOpenTelemetry, Lane::kControl, kMaxIngestBody},

    emulator("GET", "/_emulator/health", read_health),
    emulator("GET", "/_emulator/stats", read_stats),
    emulator("POST", "/_emulator/reset", reset_store),
    emulator("GET", "/_emulator/clock", read_clock),
    emulator("POST", "/_emulator/clock", set_clock),
    emulator("POST", "/_emulator/sampling/explain", explain_sampling),
    emulator("POST", "/_emulator/wait", wait_for_traces),
    emulator("GET", "/_emulator/events", listen_to_events),
    emulator("GET", "/_emulator/doctor", read_findings, Lane::kQuery),
    emulator("GET", "/_emulator/runs", read_runs, Lane::kQuery),
    emulator("POST", "/_emulator/runs", begin_run, Lane::kQuery),
    emulator("GET", "/_emulator/faults", show_faults),
    emulator("PUT", "/_emulator/faults", set_faults),
    emulator("GET", "/_emulator/export", export_kept_traces, Lane::kQuery),
    emulator("POST", "/_emulator/import", import_kept_traces, Lane::kIngest, kMaxIngestBody),
    emulator("POST", "/_emulator/lambda-invocation", record_lambda_invocation, Lane::kIngest),
    emulator("POST", "/_emulator/mcp", take_mcp_message, Lane::kQuery),
    emulator("GET", "/metrics", read_metrics),

    // A link to any page of the console opens it: which page is shown is the page's own affair.
    page("/", read_start_page),
    page("/map", read_start_page),
    page("/traces", read_start_page),
    page("/traces/*", read_start_page),
    page("/analytics", read_start_page),
    page("/runs", read_start_page),
    page("/sampling-rules", read_start_page),
    page("/groups", read_start_page),
    page("/insights", read_start_page),
    page("/rejected", read_start_page),
    // Links of AWS's console, of which only the host was changed: the page reads the rest of them.
    page("/xray/home", read_start_page),
    page("/cloudwatch/home", read_start_page),
    page("/assets/*", read_asset),
};

constexpr std::size_t kOperations = static_cast<std::size_t>(std::count_if(
    kRoutes.begin(), kRoutes.end(), [](const Route& route) { return !route.operation.empty(); }));

bool is_at(const Route& route, std::string_view path) {
    if (!route.path.ends_with("/*")) return route.path == path;
    const std::string_view folder = route.path.substr(0, route.path.size() - 1);
    return path.size() > folder.size() && path.starts_with(folder);
}

}  // namespace

std::span<const Route> all_routes() {
    return kRoutes;
}

std::span<const Route> operation_routes() {
    return all_routes().first(kOperations);
}

RouteMatch find_route(std::string_view method, std::string_view path) {
    if (method == "HEAD") method = "GET";
    RouteMatch match;
    for (const Route& route : kRoutes) {
        if (!is_at(route, path)) continue;
        if (match.at_path == nullptr) match.at_path = &route;
        if (route.method != method) continue;
        match.route = &route;
        break;
    }
    return match;
}

std::string allowed_methods(std::string_view path) {
    std::string methods;
    for (const Route& route : kRoutes) {
        if (is_at(route, path)) methods.append(methods.empty() ? "" : ", ").append(route.method);
    }
    return methods;
}

RequestTerms terms_of(std::string_view method, std::string_view target) {
    const Route* const route = find_route(method, path_of(target)).route;
    if (route == nullptr) return {};
    return {route->lane, route->most_body_bytes};
}

}  // namespace xray::api
