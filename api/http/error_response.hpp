// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "api/http/http_message.hpp"
#include "core/base/error.hpp"

namespace xray::api {

// How an error goes over the wire: the HTTP status and the bare exception name that x-amzn-errortype carries.
struct ErrorWireForm {
    unsigned status;
    std::string_view name;
    // The body says "Message", as for exceptions of the service model and for SerializationException (seen
    // 2026-09); the framework's other errors say "message".
    bool capital_message;
};

[[nodiscard]] ErrorWireForm wire_form(ErrorCode code);

// The answer that the service gives for an error: `{"Message":...}` for exceptions of the service model (with
// ResourceName where the exception has it), `{"message":...}` for the framework's own, and null where there
// is no text. Source: answers of the service (docs/fidelity.md).
[[nodiscard]] HttpResponse error_response(const Error& error);

// An error outside of the X-Ray API (under /_emulator, wrong method, nothing there): `{"Message":...}`.
[[nodiscard]] HttpResponse plain_error(unsigned status, std::string_view message);

// The same of an error that the service would word in its own form.
[[nodiscard]] HttpResponse own_error(const Error& error);

}  // namespace xray::api
