// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "core/base/error.hpp"

namespace xray::api {

// OTLP over HTTP: POST /v1/traces with an ExportTraceServiceRequest in protobuf (application/x-protobuf) or
// JSON (application/json). Answers in the same encoding, after the commit: 200 with an empty response, or
// with partial_success where spans were refused; 400 with a google.rpc.Status for a body that cannot be read;
// 503, which exporters repeat, when nothing could be stored; 415 for other content types.
// Nothing for requests to other paths. `body` is the body free of its content coding, or why it could not be
// freed of it.
// Source: OpenTelemetry protocol specification, "OTLP/HTTP".
[[nodiscard]] std::optional<HttpResponse> handle_otlp(Context& context, const HttpRequest& request,
                                                      const Result<std::string>& body);

}  // namespace xray::api
