// SPDX-License-Identifier: Apache-2.0
#include "api/dispatch.hpp"

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "api/emulator_api/control.hpp"
#include "api/emulator_api/metrics.hpp"
#include "api/http/error_response.hpp"
#include "api/operation_table.hpp"
#include "api/otlp.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/body_limits.hpp"
#include "api/request/content_encoding.hpp"
#include "api/resources/random_text.hpp"
#include "api/start_page.hpp"
#include "api/web_guard.hpp"
#include "core/base/cancellation.hpp"
#include "storage/sqlite/failure_text.hpp"

namespace xray::api {
namespace {

// The service's answer to a POST at a path that is no operation: status 200.
constexpr std::string_view kUnknownOperation =
    R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"})";

HttpResponse refuse_method(std::string_view allowed) {
    HttpResponse response = plain_error(405, "Use " + std::string(allowed));
    response.headers.emplace_back("Allow", allowed);
    return response;
}

HttpResponse text_response(std::string_view content_type, std::string body) {
    HttpResponse response;
    response.content_type = content_type;
    response.body = std::move(body);
    return response;
}

// Pages and numbers for people and scrapers, outside of the X-Ray API.
std::optional<HttpResponse> handle_page(Context& context, const HttpRequest& request) {
    const std::string_view path = request.path();
    if (path != "/" && path != "/metrics") return std::nullopt;
    if (request.method == "POST" && path == "/") return std::nullopt;  // an X-Ray client with a wrong path
    if (request.method != "GET") return refuse_method("GET");
    if (path == "/") return text_response("text/html; charset=utf-8", start_page(context.version));
    return text_response("text/plain; version=0.0.4; charset=utf-8", write_metrics(context));
}

HttpResponse run_operation(Context& context, const Operation& operation, std::string_view body) {
    Result<std::string> answer = operation.handler(context, body);
    if (!answer) return error_response(answer.error());
    HttpResponse response;
    response.body = std::move(*answer);
    return response;
}

// The X-Ray API. AWS answers anything but a signed POST with 403; for a caller without credentials that would
// point the wrong way, so the emulator says 405 for an operation's path and 404 for any other.
HttpResponse handle_api(Context& context, const HttpRequest& request) {
    const Operation* operation = find_operation(request.path());
    if (request.method != "POST") {
        if (operation != nullptr) return refuse_method("POST");
        return plain_error(404, "There is nothing at " + std::string(request.path()));
    }
    if (operation != nullptr) return run_operation(context, *operation, request.body);
    HttpResponse response;
    response.body = kUnknownOperation;
    return response;
}

void add_service_headers(HttpResponse& response) {
    response.headers.emplace_back("x-amzn-RequestId", random_uuid());
}

HttpResponse handle_decoded(Context& context, const HttpRequest& request) {
    if (std::optional<HttpResponse> control = handle_control(context, request)) return std::move(*control);
    if (std::optional<HttpResponse> page = handle_page(context, request)) return std::move(*page);
    HttpResponse response = handle_api(context, request);
    add_service_headers(response);
    return response;
}

// A base address that ends in a slash gives targets like "//TraceSegments".
void drop_repeated_slashes(std::string& target) {
    const std::size_t first = target.find_first_not_of('/');
    const std::size_t slashes = first == std::string::npos ? target.size() : first;
    if (slashes > 1) target.erase(0, slashes - 1);
}

HttpResponse refuse_foreign(Context& context, const HttpRequest& request, const std::string& reason) {
    ++context.counters.requests_refused_as_foreign;
    if (context.warn && context.told_refusals.is_new(reason)) {
        context.warn("refused " + request.method + " " + std::string(request.path()) + ": " + reason);
    }
    return plain_error(403, reason);
}

// Gives `plain`, which has none, the body that was sent.
HttpResponse handle_allowed(Context& context, HttpRequest& plain, std::string_view sent) {
    const std::size_t limit = most_body_bytes(plain.method, plain.target);
    Result<std::string> body = decode_body(plain.header("Content-Encoding"), sent, limit);
    // OTLP has its own form for errors, that of a damaged coding among them.
    if (std::optional<HttpResponse> exported = handle_otlp(context, plain, body)) {
        add_service_headers(*exported);
        return std::move(*exported);
    }
    if (!body) {
        HttpResponse response = error_response(body.error());
        add_service_headers(response);
        return response;
    }
    plain.body = std::move(*body);
    return handle_decoded(context, plain);
}

HttpResponse handle(Context& context, const HttpRequest& request) {
    const bool head = request.method == "HEAD";
    HttpRequest plain{head ? "GET" : request.method, request.target, request.headers, {}, request.is_tls};
    drop_repeated_slashes(plain.target);
    const WebVerdict verdict = judge_web_request(context.web, plain);
    HttpResponse response;
    if (!verdict.refusal.empty()) {
        response = refuse_foreign(context, plain, verdict.refusal);
    } else if (!verdict.cors_origin.empty() && is_preflight(plain)) {
        response = preflight_response(plain);
    } else {
        response = handle_allowed(context, plain, request.body);
    }
    if (!verdict.cors_origin.empty()) add_cors_headers(response, verdict.cors_origin);
    if (head) response.body.clear();
    return response;
}

// Of a failure of the database the client is told its kind, of any other nothing: the log has what happened.
HttpResponse fault_response(const Context& context, const HttpRequest& request,
                            const std::exception& failure) {
    if (context.log) context.log(request.method + " " + request.target + " failed: " + failure.what());
    Error error = errors::internal_failure();
    error.message = storage::plain_reason(failure);
    HttpResponse response = error_response(error);
    add_service_headers(response);
    return response;
}

}  // namespace

HttpResponse dispatch(Context& context, const HttpRequest& request) {
    ++context.counters.http_requests;
    HttpResponse response;
    try {
        response = handle(context, request);
    } catch (const Cancelled&) {
        // Nobody reads it.
        response = plain_error(503, "The client has left");
    } catch (const std::exception& failure) {
        response = fault_response(context, request, failure);
    }
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    if (response.status >= 400) ++context.counters.http_errors;
    return response;
}

}  // namespace xray::api
