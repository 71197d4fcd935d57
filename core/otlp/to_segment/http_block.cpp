// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/http_block.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace xray::otlp {
namespace {

namespace json = boost::json;

// With one of these a span is one of an HTTP request.
constexpr std::array<std::string_view, 17> kHttpMarkers{
    "http.method",      "http.request.method",
    "http.user_agent",  "user_agent.original",
    "http.status_code", "http.response.status_code",
    "http.client_ip",   "http.url",
    "url.full",         "http.scheme",
    "url.scheme",       "http.host",
    "http.target",      "http.server_name",
    "net.host.port",    "url.path",
    "url.query",
};

// These say more of it, and are taken in any case.
constexpr std::array<std::string_view, 9> kHttpDetails{
    "client.address", "net.peer.ip",   "network.peer.address", "net.peer.name", "net.peer.port",
    "host.name",      "net.host.name", "server.address",       "server.port",
};

bool is_address(const std::string& text) {
    std::array<unsigned char, 16> bytes{};
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

std::string address_text(const Attributes& attributes, std::string_view key) {
    std::string text = attribute_text(attributes, key);
    return is_address(text) ? text : std::string();
}

// Where a request came from; whether that is hearsay (x_forwarded_for) shows in the absence of a peer.
void add_client(const Attributes& attributes, json::object& request) {
    std::string peer = attribute_text(attributes, "net.peer.ip");
    if (peer.empty()) peer = address_text(attributes, "network.peer.address");
    std::string client = address_text(attributes, "client.address");
    if (client.empty()) client = attribute_text(attributes, "http.client_ip");
    if (client.empty()) client = peer;
    set_text(request, "client_ip", client);
    if (!client.empty() && peer.empty()) request["x_forwarded_for"] = true;
}

struct Authority {
    std::string host;
    std::string port;
};

Authority authority_of(const Attributes& attributes, bool server) {
    // http.host has its port with it.
    std::string host = attribute_text(attributes, "http.host");
    if (!host.empty()) return {std::move(host), {}};
    if (server) {
        return {first_text(attributes, {"http.server_name", "net.host.name", "host.name", "server.address"}),
                first_text(attributes, {"net.host.port", "server.port"})};
    }
    return {first_text(attributes, {"net.peer.name", "net.peer.ip"}),
            attribute_text(attributes, "net.peer.port")};
}

std::string path_of(const Attributes& attributes) {
    std::string target = attribute_text(attributes, "http.target");
    if (!target.empty()) return target;
    std::string path = attribute_text(attributes, "url.path");
    if (path.empty()) path = "/";
    const std::string query = attribute_text(attributes, "url.query");
    return query.empty() ? path : path + "?" + query;
}

std::string url_of(const Span& span) {
    const Attributes& attributes = span.attributes;
    std::string url = first_text(attributes, {"http.url", "url.full"});
    if (!url.empty()) return url;
    if (!has_any(attributes, {"http.host", "http.server_name", "host.name", "net.host.name", "net.peer.name",
                              "net.peer.ip", "server.address"}) &&
        address_text(attributes, "network.peer.address").empty()) {
        return {};
    }
    std::string scheme = first_text(attributes, {"http.scheme", "url.scheme"});
    if (scheme.empty()) scheme = "http";
    const Authority authority = authority_of(attributes, span.kind == SpanKind::kServer);
    url = scheme + "://" + authority.host;
    const bool usual_port =
        (scheme == "http" && authority.port == "80") || (scheme == "https" && authority.port == "443");
    if (!authority.port.empty() && !usual_port) url += ":" + authority.port;
    return url + path_of(attributes);
}

std::int64_t received_size(const Attributes& attributes) {
    if (attribute_text(attributes, "message.type") != "RECEIVED") return 0;
    return attribute_integer(attributes, "messaging.message_payload_size_bytes").value_or(0);
}

// The size of the message that was received: the span's own, else that of the first event that has one.
std::int64_t content_length(const Span& span) {
    std::int64_t size = received_size(span.attributes);
    for (const Event& event : span.events) {
        if (size == 0) size = received_size(event.attributes);
    }
    return size;
}

json::object make_request(const Span& span) {
    json::object request;
    set_text(request, "method", first_text(span.attributes, {"http.method", "http.request.method"}));
    set_text(request, "url", url_of(span));
    set_text(request, "user_agent", first_text(span.attributes, {"http.user_agent", "user_agent.original"}));
    add_client(span.attributes, request);
    return request;
}

}  // namespace

std::optional<std::int64_t> http_status(const Attributes& attributes) {
    const std::optional<std::int64_t> status = attribute_integer(attributes, "http.status_code");
    return status ? status : attribute_integer(attributes, "http.response.status_code");
}

std::optional<json::object> make_http(const Span& span, SpanAttributes& attributes) {
    const bool tells = std::any_of(kHttpMarkers.begin(), kHttpMarkers.end(), [&](std::string_view key) {
        return attribute(span.attributes, key) != nullptr;
    });
    for (const std::string_view key : kHttpMarkers) attributes.consume(key);
    for (const std::string_view key : kHttpDetails) attributes.consume(key);
    if (!tells) return std::nullopt;
    json::object response;
    if (const std::optional<std::int64_t> status = http_status(span.attributes)) response["status"] = *status;
    response["content_length"] = content_length(span);
    return json::object{{"request", make_request(span)}, {"response", std::move(response)}};
}

}  // namespace xray::otlp
