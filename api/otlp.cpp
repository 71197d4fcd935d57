// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "api/context/context.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "core/base/error.hpp"
#include "core/otlp/wire/export_response.hpp"
#include "core/otlp/wire/limits.hpp"
#include "core/otlp/wire/trace_data.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

using otlp::Encoding;

constexpr std::string_view kProtobuf = "application/x-protobuf";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kOtherContentType = "Use application/x-protobuf or application/json";

std::optional<Encoding> encoding_of(const HttpRequest& request) {
    const std::string_view header = request.header("Content-Type");
    const std::string_view type = header.substr(0, header.find_first_of("; \t"));
    if (equals_ignoring_case(type, kProtobuf)) return Encoding::kProtobuf;
    if (equals_ignoring_case(type, kJson)) return Encoding::kJson;
    return std::nullopt;
}

HttpResponse respond(Encoding encoding, unsigned status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.content_type = encoding == Encoding::kProtobuf ? kProtobuf : kJson;
    response.body = std::move(body);
    return response;
}

HttpResponse refuse(Encoding encoding, unsigned status, std::int32_t code, std::string_view message) {
    return respond(encoding, status, otlp::encode_status(encoding, code, message));
}

// What the sender is told of spans that were refused: the first one's reason stands for all.
std::string rejection_message(const std::vector<UnprocessedSegment>& rejected) {
    if (rejected.empty()) return {};
    const UnprocessedSegment& first = rejected.front();
    std::string message = first.message;
    if (first.id) message += " (span " + *first.id + ")";
    return message;
}

HttpResponse store_traces(Context& context, Encoding encoding, std::string_view body,
                          std::string_view forwarded_by) {
    const auto data = encoding == Encoding::kProtobuf ? otlp::decode_protobuf(body) : otlp::decode_json(body);
    if (!data) return refuse(encoding, 400, otlp::kInvalidArgument, data.error());
    if (context.strict) {
        if (const auto reason = otlp::request_beyond_limits(*data)) {
            return refuse(encoding, 400, otlp::kInvalidArgument, *reason);
        }
    }
    const Result<std::vector<UnprocessedSegment>> rejected =
        context.ingest.put_spans(*data, "OTLP", forwarded_by);
    if (!rejected) return refuse(encoding, 503, otlp::kUnavailable, rejected.error().message);
    return respond(encoding, 200,
                   otlp::encode_export_response(encoding, static_cast<std::int64_t>(rejected->size()),
                                                rejection_message(*rejected)));
}

// Metrics and logs are no part of X-Ray. An exporter that was refused them would try again and fill the
// application's log, so they are taken and not kept; it is said once, at the first request.
HttpResponse take_and_forget(Context& context, const HttpRequest& request, Counters::Count& requests,
                             std::string_view signal, std::string_view variable) {
    const std::optional<Encoding> encoding = encoding_of(request);
    if (!encoding) return plain_error(415, std::string(kOtherContentType));
    if (requests++ == 0 && context.warn) {
        context.warn("OpenTelemetry " + std::string(signal) + " arrive at " + std::string(request.path()) +
                     "; they are not kept. To stop them: " + std::string(variable) + "=none");
    }
    return respond(*encoding, 200, otlp::encode_export_response(*encoding, 0, {}));
}

}  // namespace

// OTLP over HTTP: POST /v1/metrics and /v1/logs: 200 with an empty response in the request's encoding, and
// counted; nothing is read or kept. 415 for other content types.
HttpResponse export_metrics(Context& context, const HttpRequest& request,
                            const Result<std::string_view>& /*body*/) {
    return take_and_forget(context, request, context.counters.otlp_metrics_requests, "metrics",
                           "OTEL_METRICS_EXPORTER");
}

HttpResponse export_logs(Context& context, const HttpRequest& request,
                         const Result<std::string_view>& /*body*/) {
    return take_and_forget(context, request, context.counters.otlp_logs_requests, "logs",
                           "OTEL_LOGS_EXPORTER");
}

// OTLP over HTTP: POST /v1/traces with an ExportTraceServiceRequest in protobuf (application/x-protobuf) or
// JSON (application/json). Answers in the same encoding, after the commit: 200 with an empty response, or
// with partial_success where spans were refused; 400 with a google.rpc.Status for a body that cannot be read;
// 503, which exporters repeat, when nothing could be stored; 415 for other content types. `body` is the body
// free of its content coding, or why it could not be freed of it.
// Source: OpenTelemetry protocol specification, "OTLP/HTTP".
HttpResponse export_traces(Context& context, const HttpRequest& request,
                           const Result<std::string_view>& body) {
    const std::optional<Encoding> encoding = encoding_of(request);
    if (!encoding) return plain_error(415, std::string(kOtherContentType));
    if (!body) {
        return refuse(*encoding, wire_form(body.error().code).status, otlp::kInvalidArgument,
                      body.error().message);
    }
    if (context.strict && body->size() > otlp::kQuotaRequestBytes) {
        return refuse(*encoding, 413, otlp::kInvalidArgument,
                      "more than " + std::to_string(otlp::kQuotaRequestBytes) + " bytes");
    }
    return store_traces(context, *encoding, *body, request.header(kForwardedByHeader));
}

}  // namespace xray::api
