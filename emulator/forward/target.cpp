// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/target.hpp"

#include <algorithm>
#include <optional>

#include "core/text/ascii.hpp"

namespace xray::emulator {
namespace {

constexpr std::string_view kTracesPath = "/v1/traces";
constexpr std::uint16_t kXRayPort = 2000;
constexpr std::uint16_t kOtlpHttpPort = 4318;
constexpr std::uint16_t kOtlpGrpcPort = 4317;

// What a scheme says; nothing of `kind` where the path decides.
struct Scheme {
    std::string_view name;
    std::optional<ForwardKind> kind;
    bool is_tls;
    std::uint16_t port;
};

constexpr Scheme kSchemes[] = {
    {"http", std::nullopt, false, 80},
    {"https", std::nullopt, true, 443},
    {"xray+http", ForwardKind::kXRay, false, 80},
    {"xray+https", ForwardKind::kXRay, true, 443},
    {"udp", ForwardKind::kDaemon, false, kXRayPort},
    {"xray+udp", ForwardKind::kDaemon, false, kXRayPort},
    {"otlp+http", ForwardKind::kOtlp, false, kOtlpHttpPort},
    {"otlp+https", ForwardKind::kOtlp, true, kOtlpHttpPort},
};

struct Parts {
    std::string scheme;
    std::string_view authority;
    std::string_view path;
};

tl::unexpected<std::string> wrong(std::string reason) {
    return tl::unexpected(std::move(reason));
}

tl::unexpected<std::string> wrong_port_for_otlp(const Endpoint& server, const char* scheme = "otlp+http") {
    return wrong(
        "port " + std::to_string(server.port) +
        (server.port == kOtlpGrpcPort ? " is OTLP over gRPC, which is not spoken here" : " is that of OTLP") +
        "; did you mean " + scheme + "://" + to_string(Endpoint{server.host, kOtlpHttpPort}) + "?");
}

bool is_host_character(char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == ':' || c == '%';
}

std::optional<Endpoint> server_of(std::string_view authority, std::uint16_t default_port) {
    std::string text(authority);
    const bool has_port = !text.empty() && text.back() != ']' &&
                          text.find(':', text.starts_with('[') ? text.find(']') : 0) != std::string::npos;
    if (!has_port) text += ":" + std::to_string(default_port);
    std::optional<Endpoint> server = parse_endpoint(text);
    if (!server || server->host.empty() || server->port == 0) return std::nullopt;
    if (!std::all_of(server->host.begin(), server->host.end(), is_host_character)) return std::nullopt;
    return server;
}

tl::expected<Parts, std::string> split(std::string_view text) {
    const std::size_t end = text.find("://");
    if (end == std::string_view::npos) {
        const std::string address(text);
        return wrong("it has no scheme; did you mean http://" + address + " (an X-Ray endpoint), udp://" +
                     address + " (an X-Ray daemon) or otlp+http://" + address + " (a collector)?");
    }
    Parts parts;
    parts.scheme = to_lower(text.substr(0, end));
    const std::string_view rest = text.substr(end + 3);
    parts.authority = rest.substr(0, rest.find_first_of("/?#"));
    parts.path = rest.substr(parts.authority.size());
    if (parts.authority.find('@') != std::string_view::npos)
        return wrong("a URL with a user or password would be shown in logs and metrics; leave them out");
    if (parts.path.find_first_of("?# \t") != std::string_view::npos)
        return wrong("it has a query, a fragment or a blank; leave that out");
    return parts;
}

tl::expected<Scheme, std::string> scheme_of(const Parts& parts) {
    const auto* const found = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                           [&](const Scheme& scheme) { return scheme.name == parts.scheme; });
    if (found != std::end(kSchemes)) return *found;
    const std::string_view host = parts.authority.substr(0, parts.authority.rfind(':'));
    if (parts.scheme.find("grpc") != std::string::npos) {
        return wrong("OTLP over gRPC is not spoken here; did you mean otlp+http://" + std::string(host) +
                     ":4318?");
    }
    if (parts.scheme.find("otlp") != std::string::npos)
        return wrong("did you mean otlp+http://" + std::string(host) + ":4318?");
    return wrong("there is no scheme '" + parts.scheme + "'");
}

// AWS's own endpoints take signed requests only, and the emulator has no credentials.
bool is_of_aws(const std::string& host) {
    const std::string name = to_lower(host);
    return name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn") ||
           name.ends_with(".api.aws");
}

bool is_empty_path(std::string_view path) {
    return path.empty() || path == "/";
}

tl::expected<ForwardTarget, std::string> to_otlp(ForwardTarget target, std::string_view path) {
    if (target.server.port == kOtlpGrpcPort)
        return wrong_port_for_otlp(target.server, target.is_tls ? "otlp+https" : "otlp+http");
    target.kind = ForwardKind::kOtlp;
    target.path = is_empty_path(path) ? kTracesPath : path;
    const bool is_plain_from_path = target.path.ends_with(kTracesPath);
    target.url = (is_plain_from_path ? "" : "otlp+") + target.url + target.path;
    return target;
}

tl::expected<ForwardTarget, std::string> to_xray(ForwardTarget target, std::string_view path) {
    target.path = "/TraceSegments";
    if (is_empty_path(path)) return target;
    if (path == target.path) return wrong("the path is not part of it; did you mean " + target.url + "?");
    return wrong("an X-Ray endpoint has no path; did you mean " + target.url + ", or for a collector otlp+" +
                 target.url + std::string(path) + "?");
}

// All of them, or what is wrong with the first that is.
tl::expected<std::vector<ForwardTarget>, std::string> read_targets(std::string_view text) {
    std::vector<ForwardTarget> targets;
    while (!text.empty()) {
        std::string_view piece = text.substr(0, text.find(','));
        text.remove_prefix(std::min(piece.size() + 1, text.size()));
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        while (piece.ends_with(' ')) piece.remove_suffix(1);
        if (piece.empty()) continue;
        auto target = parse_forward_target(piece);
        if (!target) return wrong("'" + std::string(piece) + "': " + target.error());
        const bool is_known = std::any_of(targets.begin(), targets.end(),
                                          [&](const ForwardTarget& one) { return one.url == target->url; });
        if (is_known) return wrong("'" + target->url + "' is given twice");
        targets.push_back(std::move(*target));
        if (targets.size() > kMostForwardTargets)
            return wrong("there are more than " + std::to_string(kMostForwardTargets));
    }
    if (targets.empty()) return wrong("it is empty");
    return targets;
}

}  // namespace

std::optional<std::vector<ForwardTarget>> parse_forward_targets(std::string_view text) {
    auto targets = read_targets(text);
    if (!targets) return std::nullopt;
    return std::move(*targets);
}

bool has_tls(std::span<const ForwardTarget> targets) {
    return std::any_of(targets.begin(), targets.end(),
                       [](const ForwardTarget& target) { return target.is_tls; });
}

std::string explain_forward_targets(std::string_view text) {
    const auto targets = read_targets(text);
    return targets ? "" : "; " + targets.error();
}

tl::expected<ForwardTarget, std::string> parse_forward_target(std::string_view text) {
    const auto parts = split(text);
    if (!parts) return wrong(parts.error());
    const auto scheme = scheme_of(*parts);
    if (!scheme) return wrong(scheme.error());
    const auto server = server_of(parts->authority, scheme->port);
    if (!server) return wrong("'" + std::string(parts->authority) + "' is not HOST or HOST:PORT");
    if (is_of_aws(server->host)) {
        return wrong(
            "AWS takes signed requests only; forward to an X-Ray daemon, which signs them: "
            "udp://127.0.0.1:2000");
    }
    ForwardTarget target;
    target.is_tls = scheme->is_tls;
    target.server = *server;
    target.url = std::string(scheme->is_tls ? "https" : "http") + "://" + to_string(*server);
    if (scheme->kind == ForwardKind::kDaemon) {
        if (!is_empty_path(parts->path)) return wrong("a daemon's address has no path");
        target.kind = ForwardKind::kDaemon;
        target.url = "udp://" + to_string(*server);
        return target;
    }
    if (scheme->kind == ForwardKind::kOtlp) return to_otlp(std::move(target), parts->path);
    if (scheme->kind == ForwardKind::kXRay) return to_xray(std::move(target), parts->path);
    if (parts->path.ends_with(kTracesPath)) return to_otlp(std::move(target), parts->path);
    if (server->port == kOtlpHttpPort || server->port == kOtlpGrpcPort)
        return wrong_port_for_otlp(*server, target.is_tls ? "otlp+https" : "otlp+http");
    return to_xray(std::move(target), parts->path);
}

}  // namespace xray::emulator
