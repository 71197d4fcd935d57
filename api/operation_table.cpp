// SPDX-License-Identifier: Apache-2.0
#include "api/operation_table.hpp"

#include <algorithm>
#include <array>

namespace xray::api {
namespace {

constexpr std::array kOperations{
    Operation{"BatchGetTraces", "/Traces", operations::batch_get_traces, Lane::kQuery},
    Operation{"CancelTraceRetrieval", "/CancelTraceRetrieval", operations::cancel_trace_retrieval,
              Lane::kControl},
    Operation{"CreateGroup", "/CreateGroup", operations::create_group, Lane::kControl},
    Operation{"CreateSamplingRule", "/CreateSamplingRule", operations::create_sampling_rule, Lane::kControl},
    Operation{"DeleteGroup", "/DeleteGroup", operations::delete_group, Lane::kControl},
    Operation{"DeleteResourcePolicy", "/DeleteResourcePolicy", operations::delete_resource_policy,
              Lane::kControl},
    Operation{"DeleteSamplingRule", "/DeleteSamplingRule", operations::delete_sampling_rule, Lane::kControl},
    Operation{"GetEncryptionConfig", "/EncryptionConfig", operations::get_encryption_config, Lane::kControl},
    Operation{"GetGroup", "/GetGroup", operations::get_group, Lane::kControl},
    Operation{"GetGroups", "/Groups", operations::get_groups, Lane::kControl},
    Operation{"GetIndexingRules", "/GetIndexingRules", operations::get_indexing_rules, Lane::kControl},
    Operation{"GetInsight", "/Insight", operations::get_insight, Lane::kQuery},
    Operation{"GetInsightEvents", "/InsightEvents", operations::get_insight_events, Lane::kQuery},
    Operation{"GetInsightImpactGraph", "/InsightImpactGraph", operations::get_insight_impact_graph,
              Lane::kQuery},
    Operation{"GetInsightSummaries", "/InsightSummaries", operations::get_insight_summaries, Lane::kQuery},
    Operation{"GetRetrievedTracesGraph", "/GetRetrievedTracesGraph", operations::get_retrieved_traces_graph,
              Lane::kQuery},
    Operation{"GetSamplingRules", "/GetSamplingRules", operations::get_sampling_rules, Lane::kControl},
    Operation{"GetSamplingStatisticSummaries", "/SamplingStatisticSummaries",
              operations::get_sampling_statistic_summaries, Lane::kControl},
    Operation{"GetSamplingTargets", "/SamplingTargets", operations::get_sampling_targets, Lane::kControl},
    Operation{"GetServiceGraph", "/ServiceGraph", operations::get_service_graph, Lane::kQuery},
    Operation{"GetTimeSeriesServiceStatistics", "/TimeSeriesServiceStatistics",
              operations::get_time_series_service_statistics, Lane::kQuery},
    Operation{"GetTraceGraph", "/TraceGraph", operations::get_trace_graph, Lane::kQuery},
    Operation{"GetTraceSegmentDestination", "/GetTraceSegmentDestination",
              operations::get_trace_segment_destination, Lane::kControl},
    Operation{"GetTraceSummaries", "/TraceSummaries", operations::get_trace_summaries, Lane::kQuery},
    Operation{"ListResourcePolicies", "/ListResourcePolicies", operations::list_resource_policies,
              Lane::kControl},
    Operation{"ListRetrievedTraces", "/ListRetrievedTraces", operations::list_retrieved_traces, Lane::kQuery},
    Operation{"ListTagsForResource", "/ListTagsForResource", operations::list_tags_for_resource,
              Lane::kControl},
    Operation{"PutEncryptionConfig", "/PutEncryptionConfig", operations::put_encryption_config,
              Lane::kControl},
    Operation{"PutResourcePolicy", "/PutResourcePolicy", operations::put_resource_policy, Lane::kControl},
    Operation{"PutTelemetryRecords", "/TelemetryRecords", operations::put_telemetry_records, Lane::kIngest},
    Operation{"PutTraceSegments", "/TraceSegments", operations::put_trace_segments, Lane::kIngest},
    Operation{"StartTraceRetrieval", "/StartTraceRetrieval", operations::start_trace_retrieval,
              Lane::kControl},
    Operation{"TagResource", "/TagResource", operations::tag_resource, Lane::kControl},
    Operation{"UntagResource", "/UntagResource", operations::untag_resource, Lane::kControl},
    Operation{"UpdateGroup", "/UpdateGroup", operations::update_group, Lane::kControl},
    Operation{"UpdateIndexingRule", "/UpdateIndexingRule", operations::update_indexing_rule, Lane::kControl},
    Operation{"UpdateSamplingRule", "/UpdateSamplingRule", operations::update_sampling_rule, Lane::kControl},
    Operation{"UpdateTraceSegmentDestination", "/UpdateTraceSegmentDestination",
              operations::update_trace_segment_destination, Lane::kControl},
};
static_assert(kOperations.size() == 38);

}  // namespace

std::span<const Operation> operation_table() {
    return kOperations;
}

const Operation* find_operation(std::string_view path) {
    const auto* found = std::find_if(kOperations.begin(), kOperations.end(),
                                     [&](const Operation& operation) { return operation.path == path; });
    return found == kOperations.end() ? nullptr : found;
}

}  // namespace xray::api
