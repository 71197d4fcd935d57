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

}  // namespace xray::api::errors
