// SPDX-License-Identifier: Apache-2.0
// Operations that this version refuses: the request is read and checked as any other, and the answer says so.
#include "api/api_errors.hpp"
#include "api/operations/operations.hpp"
#include "api/request_reader.hpp"

namespace xray::api::operations {
namespace {

Result<std::string> refuse(std::string_view operation, std::string_view body) {
    const Result<RequestReader> request = read_request(operation, body);
    if (!request) return tl::unexpected(request.error());
    return tl::unexpected(errors::not_available(operation));
}

}  // namespace

Result<std::string> cancel_trace_retrieval(Context& /*context*/, std::string_view body) {
    return refuse("CancelTraceRetrieval", body);
}

Result<std::string> create_group(Context& /*context*/, std::string_view body) {
    return refuse("CreateGroup", body);
}

Result<std::string> create_sampling_rule(Context& /*context*/, std::string_view body) {
    return refuse("CreateSamplingRule", body);
}

Result<std::string> delete_group(Context& /*context*/, std::string_view body) {
    return refuse("DeleteGroup", body);
}

Result<std::string> delete_resource_policy(Context& /*context*/, std::string_view body) {
    return refuse("DeleteResourcePolicy", body);
}

Result<std::string> delete_sampling_rule(Context& /*context*/, std::string_view body) {
    return refuse("DeleteSamplingRule", body);
}

Result<std::string> get_encryption_config(Context& /*context*/, std::string_view body) {
    return refuse("GetEncryptionConfig", body);
}

Result<std::string> get_group(Context& /*context*/, std::string_view body) {
    return refuse("GetGroup", body);
}

Result<std::string> get_groups(Context& /*context*/, std::string_view body) {
    return refuse("GetGroups", body);
}

Result<std::string> get_indexing_rules(Context& /*context*/, std::string_view body) {
    return refuse("GetIndexingRules", body);
}

Result<std::string> get_insight(Context& /*context*/, std::string_view body) {
    return refuse("GetInsight", body);
}

Result<std::string> get_insight_events(Context& /*context*/, std::string_view body) {
    return refuse("GetInsightEvents", body);
}

Result<std::string> get_insight_impact_graph(Context& /*context*/, std::string_view body) {
    return refuse("GetInsightImpactGraph", body);
}

Result<std::string> get_insight_summaries(Context& /*context*/, std::string_view body) {
    return refuse("GetInsightSummaries", body);
}

Result<std::string> get_retrieved_traces_graph(Context& /*context*/, std::string_view body) {
    return refuse("GetRetrievedTracesGraph", body);
}

Result<std::string> get_sampling_statistic_summaries(Context& /*context*/, std::string_view body) {
    return refuse("GetSamplingStatisticSummaries", body);
}

Result<std::string> get_trace_segment_destination(Context& /*context*/, std::string_view body) {
    return refuse("GetTraceSegmentDestination", body);
}

Result<std::string> list_resource_policies(Context& /*context*/, std::string_view body) {
    return refuse("ListResourcePolicies", body);
}

Result<std::string> list_retrieved_traces(Context& /*context*/, std::string_view body) {
    return refuse("ListRetrievedTraces", body);
}

Result<std::string> list_tags_for_resource(Context& /*context*/, std::string_view body) {
    return refuse("ListTagsForResource", body);
}

Result<std::string> put_encryption_config(Context& /*context*/, std::string_view body) {
    return refuse("PutEncryptionConfig", body);
}

Result<std::string> put_resource_policy(Context& /*context*/, std::string_view body) {
    return refuse("PutResourcePolicy", body);
}

Result<std::string> start_trace_retrieval(Context& /*context*/, std::string_view body) {
    return refuse("StartTraceRetrieval", body);
}

Result<std::string> tag_resource(Context& /*context*/, std::string_view body) {
    return refuse("TagResource", body);
}

Result<std::string> untag_resource(Context& /*context*/, std::string_view body) {
    return refuse("UntagResource", body);
}

Result<std::string> update_group(Context& /*context*/, std::string_view body) {
    return refuse("UpdateGroup", body);
}

Result<std::string> update_indexing_rule(Context& /*context*/, std::string_view body) {
    return refuse("UpdateIndexingRule", body);
}

Result<std::string> update_sampling_rule(Context& /*context*/, std::string_view body) {
    return refuse("UpdateSamplingRule", body);
}

Result<std::string> update_trace_segment_destination(Context& /*context*/, std::string_view body) {
    return refuse("UpdateTraceSegmentDestination", body);
}

}  // namespace xray::api::operations
