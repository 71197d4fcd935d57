// SPDX-License-Identifier: Apache-2.0
#include "api/http/web_origin.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/http/http_message.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxNameLength = 253;  // RFC 1035, 2.3.4, as text
constexpr std::size_t kMaxPortDigits = 5;

// Underscores are in no host name by the rules, but in many a container's.
bool is_name_character(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

bool is_ip_address(int family, const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(family, text.c_str(), address.data()) == 1;
}

// What follows the host: nothing, or a colon and digits.
bool take_port(std::string_view text, std::string& port) {
    if (text.empty()) return true;
    text.remove_prefix(1);
    port = text;
    return !port.empty() && port.size() <= kMaxPortDigits && std::all_of(port.begin(), port.end(), is_digit);
}

std::optional<HostAndPort> parse_bracketed(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    HostAndPort host{std::string(text.substr(1, end - 1)), {}, true};
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    if (!is_ip_address(AF_INET6, host.name) || !take_port(rest, host.port)) return std::nullopt;
    return host;
}

}  // namespace

std::optional<HostAndPort> parse_host(std::string_view text) {
    const std::string lower = to_lower(text);
    text = lower;
    if (text.starts_with('[')) return parse_bracketed(text);
    const std::size_t colon = std::min(text.find(':'), text.size());
    HostAndPort host{std::string(text.substr(0, colon)), {}, false};
    if (host.name.ends_with('.')) host.name.pop_back();
    const bool has_name = !host.name.empty() && host.name.size() <= kMaxNameLength &&
                          std::all_of(host.name.begin(), host.name.end(), is_name_character);
    if (!has_name || !take_port(text.substr(colon), host.port)) return std::nullopt;
    host.is_address = is_ip_address(AF_INET, host.name);
    return host;
}

std::optional<WebOrigin> parse_origin(std::string_view text) {
    const std::size_t mark = text.find("://");
    if (mark == std::string_view::npos) return std::nullopt;
    const std::string scheme = to_lower(text.substr(0, mark));
    if (scheme != "http" && scheme != "https") return std::nullopt;
    std::optional<HostAndPort> host = parse_host(text.substr(mark + 3));
    if (!host) return std::nullopt;
    return origin_at(std::move(*host), scheme == "https");
}

std::optional<WebOrigin> parse_origin_of_url(std::string_view url) {
    const std::size_t mark = url.find("://");
    if (mark == std::string_view::npos) return std::nullopt;
    return parse_origin(url.substr(0, url.find_first_of("/?#", mark + 3)));
}

WebOrigin origin_at(HostAndPort host, bool is_tls) {
    if (host.port.empty()) host.port = is_tls ? "443" : "80";
    return {is_tls ? "https" : "http", std::move(host)};
}

}  // namespace xray::api
