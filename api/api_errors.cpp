// SPDX-License-Identifier: Apache-2.0
#include "api/api_errors.hpp"

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
    return Error{
        ErrorCode::kRequestTooLarge, "Request body is larger than " + std::to_string(limit) + " bytes", {}};
}

Error damaged_content_coding() {
    return unreadable("Request body does not match its Content-Encoding");
}

Error unknown_content_coding(std::string_view coding) {
    return unreadable("Content-Encoding '" + std::string(coding) + "' is not supported");
}

Error not_available(std::string_view operation) {
    return Error{ErrorCode::kNotImplemented,
                 std::string(operation) + " is not available in this version of xray-emulator",
                 {}};
}

Error internal_failure() {
    return Error{ErrorCode::kInternal, {}, {}};
}

Error no_segments() {
    return invalid_request("Segments can not be empty");
}

Error no_telemetry_records() {
    return invalid_request("Telemetry records can not be empty");
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

Error invalid_filter(std::string message) {
    return invalid_request(std::move(message));
}

}  // namespace xray::api::errors
