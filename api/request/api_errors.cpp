// SPDX-License-Identifier: Apache-2.0
#include "api/request/api_errors.hpp"

#include "api/request/body_limits.hpp"

namespace xray::api::errors {
namespace {

Error invalid_request(std::string message) {
    return Error{ErrorCode::kInvalidRequest, std::move(message), {}};
}

Error unreadable(std::string message) {
    return Error{ErrorCode::kSerialization, std::move(message), {}};
}

}  // namespace

Error body_too_large(std::size_t limit) {
    return Error{ErrorCode::kRequestTooLarge, body_too_large_text(limit), {}};
}

Error nested_too_deep(std::size_t limit) {
    return unreadable("Request body is nested deeper than " + std::to_string(limit) + " levels");
}

Error body_not_json() {
    return unreadable("Request body is not valid JSON");
}

Error body_not_object() {
    return unreadable("Request body is not a JSON object");
}

Error damaged_content_coding() {
    return unreadable("Request body does not match its Content-Encoding");
}

Error unknown_content_coding(std::string_view coding) {
    return unreadable("Content-Encoding '" + std::string(coding) + "' is not supported");
}

Error internal_failure() {
    return Error{ErrorCode::kInternal, {}, {}};
}

Error no_segments() {
    return invalid_request("Segments can not be empty");
}

Error too_many_segments(std::size_t limit) {
    return invalid_request("Segments can not be more than " + std::to_string(limit));
}

Error no_telemetry_records() {
    return invalid_request("Telemetry records cannot be empty");
}

Error end_before_start() {
    return invalid_request("End time cannot be earlier than start time");
}

Error range_longer_than_hours(int hours) {
    return invalid_request("Time range cannot be longer than " + std::to_string(hours) + " hours");
}

Error token_not_supported() {
    return invalid_request("NextToken is currently not supported");
}

Error invalid_token(std::string_view token) {
    return invalid_request("Invalid token " + std::string(token));
}

Error too_many_traces(std::size_t limit) {
    return invalid_request("Exceeding maximum query size: " + std::to_string(limit));
}

Error invalid_trace_id(std::string_view id) {
    return invalid_request("Invalid trace id " + std::string(id) + ": incorrect id format");
}

Error duplicate_trace_ids() {
    return invalid_request("Containing duplicate trace ids");
}

Error one_trace_id_only() {
    return invalid_request("Currently only one trace Id is supported");
}

Error no_trace_ids() {
    return invalid_request("Zero trace ids provided");
}

Error invalid_graph_trace_id() {
    return invalid_request("Invalid traceId. ErrorCode: InvalidId");
}

Error trace_not_found() {
    return invalid_request("Trace id not found");
}

Error fixed_rate_needs_event(std::string_view range_type) {
    return invalid_request("Cannot use FixedRate with input time range type: " + std::string(range_type) +
                           ". Please try using time range type: Event");
}

Error sampling_rate_out_of_range() {
    return invalid_request("sampling rate must be specified and its value must be between [0, 1]");
}

Error invalid_period() {
    return invalid_request("Time period must be one of [60, 300]");
}

Error forecast_needs_selector() {
    return invalid_request("Forecast statistics require an EntitySelectorExpression");
}

Error invalid_filter(std::string message) {
    return invalid_request(std::move(message));
}

Error name_or_arn_of_group() {
    return invalid_request("Provide either GroupName or GroupARN");
}

Error filter_expression_empty() {
    return invalid_request("Filter Expression is empty");
}

Error group_token_not_supported() {
    return invalid_request("Next Token not supported");
}

Error group_not_found() {
    return invalid_request("Group not found");
}

Error group_exists(std::string_view name) {
    return invalid_request(std::string(name) + " already exists");
}

Error group_name_invalid() {
    return invalid_request("Group name may only contain letters, numbers and dashes");
}

Error too_many_groups(std::size_t limit) {
    return invalid_request("The maximum number of groups is " + std::to_string(limit));
}

Error default_group_fixed() {
    return invalid_request("The filter expression of the Default group cannot be changed");
}

Error default_group_not_deletable() {
    return invalid_request("The Default group cannot be deleted");
}

Error notifications_need_insights() {
    return invalid_request("NotificationsEnabled requires InsightsEnabled");
}

Error rule_name_and_arn() {
    return invalid_request("Request cannot contain both sampling rule name and sampling rule ARN");
}

Error no_rule_name() {
    return invalid_request("Request must contain either sampling rule name or sampling rule ARN");
}

Error rule_not_found() {
    return invalid_request("Sampling rule does not exist");
}

Error rule_exists() {
    return invalid_request("Sampling rule already exists");
}

Error too_many_rules(std::size_t limit) {
    return Error{ErrorCode::kRuleLimitExceeded,
                 "The maximum number of sampling rules is " + std::to_string(limit),
                 {}};
}

Error invalid_default_rule_update() {
    return invalid_request("Invalid update request for default sampling rule");
}

Error default_rule_not_deletable() {
    return invalid_request("The Default sampling rule cannot be deleted");
}

Error invalid_rule_version() {
    return invalid_request("Sampling rule version must be 1");
}

Error invalid_rule_update() {
    return invalid_request("Invalid update request for sampling rule");
}

Error tagged_resource_not_found(std::string_view arn) {
    return Error{ErrorCode::kResourceNotFound, "Resource ARN not found", std::string(arn)};
}

Error too_many_tags(std::size_t limit) {
    return invalid_request("The resultant tag set must not have more than " + std::to_string(limit) +
                           " user tags.");
}

Error reserved_tag_key() {
    return invalid_request("Caller is an end user and not allowed to mutate system tags");
}

Error invalid_tag_characters(std::string_view text) {
    return invalid_request("Tag keys and values may only contain letters, numbers, spaces and _.:/=+-@ : " +
                           std::string(text));
}

Error malformed_policy() {
    return Error{ErrorCode::kMalformedPolicyDocument, {}, {}};
}

Error policy_too_large(std::size_t limit) {
    return Error{ErrorCode::kPolicySizeLimitExceeded,
                 "The maximum size of a resource policy is " + std::to_string(limit) + " bytes",
                 {}};
}

Error too_many_policies(std::size_t limit) {
    return Error{ErrorCode::kPolicyCountLimitExceeded,
                 "The maximum number of resource policies is " + std::to_string(limit),
                 {}};
}

Error policy_modified(std::string_view name) {
    return Error{ErrorCode::kInvalidPolicyRevisionId,
                 "Another concurrent request has modified the resource policy " + std::string(name),
                 {}};
}

Error policy_modified_or_deleted(std::string_view name) {
    return Error{
        ErrorCode::kInvalidPolicyRevisionId,
        "Another concurrent request has modified or deleted the resource policy " + std::string(name),
        {}};
}

Error policy_not_found(std::string_view name) {
    return invalid_request("The resource policy " + std::string(name) + " does not exist.");
}

Error policy_locks_out() {
    return Error{ErrorCode::kLockoutPrevention,
                 "The resource policy would prevent the caller from calling PutResourcePolicy",
                 {}};
}

Error key_required() {
    return invalid_request("KeyId is required for encryption type KMS");
}

Error invalid_key(std::string_view key) {
    return invalid_request("Invalid KMS key: " + std::string(key));
}

Error indexing_rule_not_found(std::string_view name) {
    return Error{ErrorCode::kResourceNotFound, "Indexing rule not found: " + std::string(name),
                 std::string(name)};
}

Error indexing_rule_needs_value() {
    return invalid_request("Rule must contain Probabilistic");
}

Error sampling_percentage_out_of_range() {
    return invalid_request("DesiredSamplingPercentage must be between 0 and 100");
}

Error destination_required() {
    return invalid_request("Destination is required");
}

Error destination_already_set(std::string_view destination) {
    return invalid_request("The destination is already set to " + std::string(destination));
}

Error destination_pending() {
    return invalid_request("Updates are not allowed while the current status is PENDING");
}

Error retrieval_not_found(std::string_view token) {
    return Error{ErrorCode::kResourceNotFound, "Trace retrieval not found", std::string(token)};
}

Error insight_not_found() {
    return invalid_request("Insight not found");
}

Error insights_too_old(int days) {
    return invalid_request("Start time cannot be more than " + std::to_string(days) + " days ago");
}

}  // namespace xray::api::errors
