// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace xray {

// The exceptions of the X-Ray API (service model of 2016-04-12) and the framework errors around them. The
// HTTP status and the spelling on the wire belong to api/http/error_response.cpp alone.
enum class ErrorCode {
    kInvalidRequest,  // InvalidRequestException, 400
    kValidation,      // ValidationException, 400: the request breaks the service model
    kSerialization,   // SerializationException, 400: the body is not valid JSON, or a member has a wrong type
    kThrottled,       // ThrottledException, 429
    kResourceNotFound,          // ResourceNotFoundException, 404
    kRuleLimitExceeded,         // RuleLimitExceededException, 400
    kTooManyTags,               // TooManyTagsException, 400
    kMalformedPolicyDocument,   // MalformedPolicyDocumentException, 400
    kLockoutPrevention,         // LockoutPreventionException, 400
    kInvalidPolicyRevisionId,   // InvalidPolicyRevisionIdException, 400
    kPolicyCountLimitExceeded,  // PolicyCountLimitExceededException, 400
    kPolicySizeLimitExceeded,   // PolicySizeLimitExceededException, 400
    kRequestTooLarge,           // RequestEntityTooLargeException, 413
    kInternal,                  // InternalFailure, 500
};

// An expected failure: what the caller did wrong, or what could not be done, in words for the caller.
struct Error {
    ErrorCode code = ErrorCode::kInternal;
    std::string message;
    // The ResourceName member that some exceptions carry; usually empty.
    std::string resource_name;
};

// Expected outcomes travel as values. Bugs, a broken database and lack of memory throw.
template <class T>
using Result = tl::expected<T, Error>;

// What a function that returns a Result returns instead of its value.
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string resource_name = {}) {
    return fail(Error{code, std::move(message), std::move(resource_name)});
}

}  // namespace xray
