// SPDX-License-Identifier: Apache-2.0
#include "api/dispatch.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "api/faults/delayed_response.hpp"
#include "api/http/error_response.hpp"
#include "api/http/random_text.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/content_encoding.hpp"
#include "api/request/model.hpp"
#include "api/routes.hpp"
#include "api/web_guard.hpp"
#include "core/base/cancellation.hpp"
#include "core/text/cut.hpp"
#include "storage/sqlite/failure_text.hpp"

namespace xray::api {
namespace {

// The service's answer to a POST at a path that is no operation: status 200.
constexpr std::string_view kUnknownOperation =
    R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"})";

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// Whom a path is for.
Surface surface_of(const RouteMatch& match, std::string_view path) {
    if (match.at_path != nullptr) return match.at_path->surface;
    return is_below(path, "/_emulator") ? Surface::kEmulator : Surface::kService;
}

// Where there is nothing, a link to what was there once may say so.
WebReach reach_of(const RouteMatch& match, std::string_view path) {
    const Surface surface = surface_of(match, path);
    if (surface == Surface::kOpenTelemetry) return WebReach::kCorsOrigins;
    const bool is_nothing =
        match.at_path == nullptr && surface != Surface::kEmulator && !is_below(path, "/v1");
    return is_nothing || surface == Surface::kPages ? WebReach::kFollowedLinks : WebReach::kOwnPages;
}

// What a page may load and who may show it in a frame: the emulator's own pages need nothing from elsewhere,
// and no scripts or styles within them.
constexpr std::string_view kPagePolicy =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

void add_service_headers(HttpResponse& response) {
    response.headers.emplace_back("x-amzn-RequestId", random_uuid());
}

HttpResponse answer_with(Result<std::string> answer) {
    if (!answer) return error_response(answer.error());
    HttpResponse response;
    response.body = std::move(*answer);
    return response;
}

HttpResponse stream_response(Result<std::shared_ptr<EventStream>> stream) {
    if (!stream) return error_response(stream.error());
    HttpResponse response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.headers.emplace_back("Cache-Control", "no-store");
    response.stream = *std::move(stream);
    return response;
}

// Runs what a route has for a handler.
struct Run {
    Context& context;
    const Route& route;
    const HttpRequest& request;

    HttpResponse operator()(OperationHandler handler) const {
        Result<RequestReader> read = read_request(model::input_of(route.operation), request.body);
        if (!read) return error_response(read.error());
        return answer_with(handler(context, *read));
    }
    HttpResponse operator()(BodyHandler handler) const {
        return answer_with(handler(context, model::input_of(route.operation), request));
    }
    HttpResponse operator()(RequestHandler handler) const { return handler(context, request); }
    HttpResponse operator()(ExportHandler handler) const {
        return handler(context, request, std::string_view(request.body));
    }
    HttpResponse operator()(StreamHandler handler) const {
        return stream_response(handler(context, request));
    }
};

HttpResponse run_route(Context& context, const Route& route, HttpRequest& request) {
    Result<std::string> body =
        decode_body(request.header("Content-Encoding"), std::move(request.body), route.most_body_bytes);
    if (!body) {
        const ExportHandler* const exports = std::get_if<ExportHandler>(&route.handler);
        if (exports != nullptr) return (*exports)(context, request, tl::unexpected(body.error()));
        return route.surface == Surface::kEmulator ? own_error(body.error()) : error_response(body.error());
    }
    request.body = std::move(*body);
    return std::visit(Run{context, route, request}, route.handler);
}

// The console's own calls, by the mark of the browsers: what a test has asked for is for what it tests.
bool is_from_console(const HttpRequest& request) {
    return request.header("Sec-Fetch-Site") == "same-origin";
}

// Runs a route, unless it is an operation that is to meet a fault (`/_emulator/faults`). A delayed call is
// done at once, and its answer held back.
HttpResponse run_or_fail(Context& context, const Route& route, HttpRequest& request) {
    if (route.operation.empty() || is_from_console(request)) return run_route(context, route, request);
    const std::optional<Fault> fault = context.faults.meet(route.operation);
    if (!fault) return run_route(context, route, request);
    ++context.counters.faults_injected;
    if (const auto* const error = std::get_if<ErrorCode>(&fault->effect))
        return error_response({*error, "Injected by /_emulator/faults", {}});
    HttpResponse response = run_route(context, route, request);
    const auto* const delay = std::get_if<Fault::Delay>(&fault->effect);
    if (delay == nullptr) return response;
    HttpResponse later;
    later.status = response.status;
    later.later = std::make_shared<DelayedResponse>(std::move(response), delay->length);
    return later;
}

// What a client may call itself, as far as it is told on.
constexpr std::size_t kMostOfName = 120;

// Remembers who asked, where GET /_emulator/stats tells of it.
void note_client(Context& context, const Route& route, const HttpRequest& request) {
    const bool reads_rules = route.operation == "GetSamplingRules";
    if (!reads_rules && route.path != "/v1/traces") return;
    const std::string_view name = cut_between_characters(request.header("User-Agent"), kMostOfName);
    (reads_rules ? context.rule_readers : context.exporters).note(context.clock.now(), std::string(name));
}

// What this emulator has forwarded must not go round and round.
bool has_come_back(const Context& context, const HttpRequest& request) {
    if (context.ingest.forwarding() == nullptr) return false;
    const std::string_view forwarded_by = request.header(kForwardedByHeader);
    return !forwarded_by.empty() && context.ingest.forwarding()->has_come_back(forwarded_by);
}

HttpResponse refuse_method(std::string_view path) {
    const std::string allowed = allowed_methods(path);
    HttpResponse response = plain_error(405, "Use " + allowed);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

HttpResponse not_found(Surface surface, std::string_view path) {
    if (surface != Surface::kEmulator) return plain_error(404, "There is nothing at " + std::string(path));
    return plain_error(404, "There is no " + std::string(path) + " in this version of xray-emulator");
}

// AWS answers anything but a signed POST with 403; for a caller without credentials that would point the
// wrong way, so the emulator says 405 for an operation's path and 404 for any other.
HttpResponse answer_without_route(const HttpRequest& request, const RouteMatch& match, Surface surface) {
    if (match.at_path != nullptr) return refuse_method(request.path());
    if (request.method != "POST" || surface == Surface::kEmulator) return not_found(surface, request.path());
    return answer_with(std::string(kUnknownOperation));
}

HttpResponse answer(Context& context, const RouteMatch& match, HttpRequest& request) {
    const Surface surface = surface_of(match, request.path());
    // An X-Ray client with a wrong path: nothing can be posted to a page.
    const bool is_lost_client = surface == Surface::kPages && request.method == "POST";
    if (is_lost_client) return answer(context, {}, request);
    if (has_come_back(context, request))
        return plain_error(508, "These documents were forwarded by this emulator, and have come back to it");
    HttpResponse response = match.route != nullptr ? run_or_fail(context, *match.route, request)
                                                   : answer_without_route(request, match, surface);
    if (match.route != nullptr && response.status == 200 && !is_from_console(request))
        note_client(context, *match.route, request);
    if (surface == Surface::kService || surface == Surface::kOpenTelemetry) add_service_headers(response);
    if (surface == Surface::kPages) response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
    return response;
}

HttpResponse refuse_foreign(Context& context, const HttpRequest& request, const std::string& reason) {
    ++context.counters.requests_refused_as_foreign;
    if (context.warn && context.reported_refusals.is_new(reason)) {
        context.warn("refused " + request.method + " " + std::string(request.path()) + ": " + reason);
    }
    return plain_error(403, reason);
}

HttpResponse handle(Context& context, const RouteMatch& match, HttpRequest& request) {
    const WebVerdict verdict = judge_web_request(context.web, request, reach_of(match, request.path()));
    if (!verdict.refusal.empty()) return refuse_foreign(context, request, verdict.refusal);
    const bool is_from_cors_origin = !verdict.cors_origin.empty();
    HttpResponse response = is_from_cors_origin && is_preflight(request) ? preflight_response(request)
                                                                         : answer(context, match, request);
    if (is_from_cors_origin) add_cors_headers(response, verdict.cors_origin);
    return response;
}

// Of a failure of the database the client is told its kind, of any other nothing: the log has what happened.
HttpResponse fault_response(const Context& context, const HttpRequest& request,
                            const std::exception& failure) {
    if (context.log) context.log(request.method + " " + request.target + " failed: " + failure.what());
    Error error = errors::internal_failure();
    error.message = storage::plain_reason(failure);
    if (is_below(request.path(), "/_emulator")) return own_error(error);
    HttpResponse response = error_response(error);
    add_service_headers(response);
    return response;
}

}  // namespace

HttpResponse dispatch(Context& context, HttpRequest request) {
    ++context.counters.http_requests;
    const auto begin = std::chrono::steady_clock::now();
    const RouteMatch match = find_route(request.method, request.path());
    bool has_reader = true;
    HttpResponse response;
    try {
        response = handle(context, match, request);
    } catch (const Cancelled&) {
        has_reader = false;
        response = plain_error(503, "The client has left");
    } catch (const std::exception& failure) {
        response = fault_response(context, request, failure);
    }
    if (has_reader && match.route != nullptr) {
        context.operations.count(match.route->operation, std::chrono::steady_clock::now() - begin,
                                 response.status);
    }
    if (request.method == "HEAD") leave_body_out(response);
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    if (response.status >= 400) ++context.counters.http_errors;
    return response;
}

}  // namespace xray::api
