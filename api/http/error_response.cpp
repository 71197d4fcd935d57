// SPDX-License-Identifier: Apache-2.0
#include "api/http/error_response.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace xray::api {
namespace {

std::string dump(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool names_a_resource(ErrorCode code) {
    return code == ErrorCode::kResourceNotFound || code == ErrorCode::kTooManyTags;
}

}  // namespace

ErrorWireForm wire_form(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalidRequest:
            return {400, "InvalidRequestException", true};
        case ErrorCode::kValidation:
            return {400, "ValidationException", false};
        case ErrorCode::kSerialization:
            return {400, "SerializationException", true};
        case ErrorCode::kThrottled:
            return {429, "ThrottledException", true};
        case ErrorCode::kResourceNotFound:
            return {404, "ResourceNotFoundException", true};
        case ErrorCode::kRuleLimitExceeded:
            return {400, "RuleLimitExceededException", true};
        case ErrorCode::kTooManyTags:
            return {400, "TooManyTagsException", true};
        case ErrorCode::kMalformedPolicyDocument:
            return {400, "MalformedPolicyDocumentException", true};
        case ErrorCode::kLockoutPrevention:
            return {400, "LockoutPreventionException", true};
        case ErrorCode::kInvalidPolicyRevisionId:
            return {400, "InvalidPolicyRevisionIdException", true};
        case ErrorCode::kPolicyCountLimitExceeded:
            return {400, "PolicyCountLimitExceededException", true};
        case ErrorCode::kPolicySizeLimitExceeded:
            return {400, "PolicySizeLimitExceededException", true};
        case ErrorCode::kRequestTooLarge:
            return {413, "RequestEntityTooLargeException", false};
        case ErrorCode::kInternal:
            return {500, "InternalFailure", false};
    }
    throw std::logic_error("an error code without a form on the wire");
}

HttpResponse error_response(const Error& error) {
    const ErrorWireForm form = wire_form(error.code);
    nlohmann::json body = nlohmann::json::object();
    nlohmann::json& message = body[form.capital_message ? "Message" : "message"];
    if (!error.message.empty()) message = error.message;
    if (names_a_resource(error.code)) {
        nlohmann::json& resource = body["ResourceName"];
        if (!error.resource_name.empty()) resource = error.resource_name;
    }
    HttpResponse response;
    response.status = form.status;
    response.headers.emplace_back("x-amzn-errortype", form.name);
    response.body = dump(body);
    return response;
}

HttpResponse plain_error(unsigned status, std::string_view message) {
    HttpResponse response;
    response.status = status;
    response.body = dump(nlohmann::json{{"Message", message}});
    return response;
}

HttpResponse own_error(const Error& error) {
    const bool is_told = !error.message.empty();
    return plain_error(wire_form(error.code).status,
                       is_told ? error.message : "The emulator failed; its log says why");
}

}  // namespace xray::api
