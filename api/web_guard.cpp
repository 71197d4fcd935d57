// SPDX-License-Identifier: Apache-2.0
#include "api/web_guard.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "api/http/web_origin.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxQuoted = 200;  // characters of a header in a message
constexpr std::string_view kPreflightSeconds = "7200";

// The headers of a request that the guard looks at.
struct Marks {
    std::optional<std::string> host;
    std::optional<std::string> origin;
    std::optional<std::string> referer;
    std::optional<std::string> fetch_site;
    std::optional<std::string> fetch_mode;
    std::optional<std::string> fetch_dest;
    std::string user_agent;
    std::string repeated;  // the name of one that is there twice
    bool from_browser = false;
};

std::optional<std::string>* place_of(Marks& marks, std::string_view name) {
    if (name == "host") return &marks.host;
    if (name == "origin") return &marks.origin;
    if (name == "referer") return &marks.referer;
    if (name == "sec-fetch-site") return &marks.fetch_site;
    if (name == "sec-fetch-mode") return &marks.fetch_mode;
    if (name == "sec-fetch-dest") return &marks.fetch_dest;
    return nullptr;
}

bool is_node_fetch(const Marks& marks) {
    return marks.fetch_mode && !marks.fetch_site && !marks.fetch_dest && !marks.origin && !marks.referer &&
           (marks.user_agent == "node" || marks.user_agent == "undici");
}

Marks read_marks(const HttpRequest& request) {
    Marks marks;
    for (const auto& [spelling, value] : request.headers) {
        const std::string name = to_lower(spelling);
        if (name == "origin" || name == "referer" || name.starts_with("sec-fetch-"))
            marks.from_browser = true;
        if (name == "user-agent") {
            marks.user_agent = to_lower(value);
            if (marks.user_agent.starts_with("mozilla/")) marks.from_browser = true;
        }
        std::optional<std::string>* const place = place_of(marks, name);
        if (place == nullptr) continue;
        if (*place && marks.repeated.empty()) marks.repeated = spelling;
        *place = value;
    }
    // Node's own fetch says Sec-Fetch-Mode and nothing else; browsers always say Sec-Fetch-Site with it.
    if (is_node_fetch(marks)) marks.from_browser = false;
    return marks;
}

bool is_allowed_host(const WebAccess& access, const HostAndPort& host) {
    return host.is_address || host.name == "localhost" || host.name.ends_with(".localhost") ||
           std::find(access.hosts.begin(), access.hosts.end(), host.name) != access.hosts.end();
}

std::string quote(std::string_view text) {
    return "'" + std::string(text.substr(0, kMaxQuoted)) + (text.size() > kMaxQuoted ? "...'" : "'");
}

// Somebody follows a link, in a chat or on a CI page. It opens in a window of its own, so the foreign page
// neither reads it nor shows it as a part of itself.
bool is_followed_link(const Marks& marks, const HttpRequest& request) {
    const bool is_read = request.method == "GET" || request.method == "HEAD";
    return is_read && !marks.origin && marks.fetch_mode == "navigate" && marks.fetch_dest == "document";
}

std::string refuse_host(const Marks& marks) {
    if (!marks.host) return "browser requests without a Host header are not served";
    return "browser requests to the host " + quote(*marks.host) +
           " are not served, because other web sites can point names at this machine; start xray-emulator "
           "with --allow-host NAME to allow it";
}

std::string refuse_origin(std::string_view origin) {
    return "requests from web pages of " + quote(origin) +
           " are not served; --cors-origin ORIGIN allows them to send to /v1/traces, and nothing else";
}

// Whether a header that tells an origin tells the one that the request is sent to. A browser that vouches for
// that itself (`same-origin`) may have come through a proxy that ends TLS, so that the scheme differs.
bool is_own(const std::optional<WebOrigin>& origin, const HostAndPort& host, const Marks& marks,
            bool is_tls) {
    if (!origin) return false;
    if (*origin == origin_at(host, is_tls)) return true;
    return marks.fetch_site == "same-origin" && *origin == origin_at(host, origin->scheme == "https");
}

bool is_from_elsewhere(const Marks& marks) {
    return marks.fetch_site && marks.fetch_site != "same-origin" && marks.fetch_site != "none";
}

std::string judge_origin(const Marks& marks, const HostAndPort& host, const HttpRequest& request,
                         WebReach reach) {
    if (reach == WebReach::kFollowedLinks && is_followed_link(marks, request)) return {};
    if (marks.origin && !is_own(parse_origin(*marks.origin), host, marks, request.is_tls)) {
        return refuse_origin(*marks.origin);
    }
    const bool tells_referer = !marks.origin && marks.referer && !marks.referer->empty();
    if (tells_referer && !is_own(parse_origin_of_url(*marks.referer), host, marks, request.is_tls)) {
        return refuse_origin(*marks.referer);
    }
    if (is_from_elsewhere(marks))
        return refuse_origin("another origin (Sec-Fetch-Site: " + *marks.fetch_site + ")");
    return {};
}

bool is_cors_origin(const WebAccess& access, const Marks& marks) {
    if (!marks.origin || marks.origin->empty()) return false;
    return std::any_of(
        access.cors_origins.begin(), access.cors_origins.end(),
        [&](const std::string& allowed) { return allowed == "*" || allowed == *marks.origin; });
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

WebVerdict judge_web_request(const WebAccess& access, const HttpRequest& request, WebReach reach) {
    const Marks marks = read_marks(request);
    if (!marks.from_browser) return {};
    if (!marks.repeated.empty()) return {"browser requests with two " + marks.repeated + " headers", {}};
    if (reach == WebReach::kCorsOrigins && is_cors_origin(access, marks)) return {{}, *marks.origin};
    const std::optional<HostAndPort> host = parse_host(marks.host.value_or(""));
    if (!host || !is_allowed_host(access, *host)) return {refuse_host(marks), {}};
    return {judge_origin(marks, *host, request, reach), {}};
}

bool is_preflight(const HttpRequest& request) {
    return request.method == "OPTIONS" && !request.header("Access-Control-Request-Method").empty();
}

HttpResponse preflight_response(const HttpRequest& request) {
    HttpResponse response;
    response.status = 204;
    response.content_type.clear();
    response.headers.emplace_back("Access-Control-Allow-Methods", "POST");
    // Exporters send headers of their users' choice; the origin has been chosen, so they need no list.
    const std::string_view asked = request.header("Access-Control-Request-Headers");
    if (!asked.empty() && is_printable(asked)) {
        response.headers.emplace_back("Access-Control-Allow-Headers", asked);
    }
    if (request.header("Access-Control-Request-Private-Network") == "true") {
        response.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
    }
    response.headers.emplace_back("Access-Control-Max-Age", kPreflightSeconds);
    return response;
}

void add_cors_headers(HttpResponse& response, const std::string& origin) {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin);
    // For navigator.sendBeacon, which exporters use when a page closes and which always sends cookies along.
    response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
    response.headers.emplace_back("Vary", "Origin");
}

}  // namespace xray::api
