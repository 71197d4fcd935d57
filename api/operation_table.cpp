// SPDX-License-Identifier: Apache-2.0
#include "api/operation_table.hpp"

#include <algorithm>
#include <array>

namespace xray::api {
namespace {

constexpr std::array kOperations{
    Operation{"BatchGetTraces", "/Traces", operations::batch_get_traces},
    Operation{"CancelTraceRetrieval", "/CancelTraceRetrieval", operations::cancel_trace_retrieval},
    Operation{"CreateGroup", "/CreateGroup", operations::create_group},
    Operation{"CreateSamplingRule", "/CreateSamplingRule", operations::create_sampling_rule},
    Operation{"DeleteGroup", "/DeleteGroup", operations::delete_group},
    Operation{"DeleteResourcePolicy", "/DeleteResourcePolicy", operations::delete_resource_policy},
    Operation{"DeleteSamplingRule", "/DeleteSamplingRule", operations::delete_sampling_rule},
    Operation{"GetEncryptionConfig", "/EncryptionConfig", operations::get_encryption_config},
    Operation{"GetGroup", "/GetGroup", operations::get_group},
    Operation{"GetGroups", "/Groups", operations::get_groups},
    Operation{"GetIndexingRules", "/GetIndexingRules", operations::get_indexing_rules},
    Operation{"GetInsight", "/Insight", operations::get_insight},
    Operation{"GetInsightEvents", "/InsightEvents", operations::get_insight_events},
    Operation{"GetInsightImpactGraph", "/InsightImpactGraph", operations::get_insight_impact_graph},
    Operation{"GetInsightSummaries", "/InsightSummaries", operations::get_insight_summaries},
    Operation{"GetRetrievedTracesGraph", "/GetRetrievedTracesGraph", operations::get_retrieved_traces_graph},
    Operation{"GetSamplingRules", "/GetSamplingRules", operations::get_sampling_rules},
    Operation{"GetSamplingStatisticSummaries", "/SamplingStatisticSummaries",
              operations::get_sampling_statistic_summaries},
    Operation{"GetSamplingTargets", "/SamplingTargets", operations::get_sampling_targets},
    Operation{"GetServiceGraph", "/ServiceGraph", operations::get_service_graph},
    Operation{"GetTimeSeriesServiceStatistics", "/TimeSeriesServiceStatistics",
              operations::get_time_series_service_statistics},
    Operation{"GetTraceGraph", "/TraceGraph", operations::get_trace_graph},
    Operation{"GetTraceSegmentDestination", "/GetTraceSegmentDestination",
              operations::get_trace_segment_destination},
    Operation{"GetTraceSummaries", "/TraceSummaries", operations::get_trace_summaries},
    Operation{"ListResourcePolicies", "/ListResourcePolicies", operations::list_resource_policies},
    Operation{"ListRetrievedTraces", "/ListRetrievedTraces", operations::list_retrieved_traces},
    Operation{"ListTagsForResource", "/ListTagsForResource", operations::list_tags_for_resource},
    Operation{"PutEncryptionConfig", "/PutEncryptionConfig", operations::put_encryption_config},
    Operation{"PutResourcePolicy", "/PutResourcePolicy", operations::put_resource_policy},
    Operation{"PutTelemetryRecords", "/TelemetryRecords", operations::put_telemetry_records},
    Operation{"PutTraceSegments", "/TraceSegments", operations::put_trace_segments},
    Operation{"StartTraceRetrieval", "/StartTraceRetrieval", operations::start_trace_retrieval},
    Operation{"TagResource", "/TagResource", operations::tag_resource},
    Operation{"UntagResource", "/UntagResource", operations::untag_resource},
    Operation{"UpdateGroup", "/UpdateGroup", operations::update_group},
    Operation{"UpdateIndexingRule", "/UpdateIndexingRule", operations::update_indexing_rule},
    Operation{"UpdateSamplingRule", "/UpdateSamplingRule", operations::update_sampling_rule},
    Operation{"UpdateTraceSegmentDestination", "/UpdateTraceSegmentDestination",
              operations::update_trace_segment_destination},
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
