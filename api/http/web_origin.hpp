// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xray::api {

// A host and its port as the Host header has them (RFC 9110, 7.2).
struct HostAndPort {
    std::string name;         // in lower case, without a dot at the end; an IPv6 address without its brackets
    std::string port;         // digits; empty: the scheme's own
    bool is_address = false;  // an IPv4 or IPv6 address

    bool operator==(const HostAndPort&) const = default;
};

// Nothing for what is no `name`, `name:port`, `1.2.3.4:port` or `[::1]:port`.
[[nodiscard]] std::optional<HostAndPort> parse_host(std::string_view text);

// The origin of a page (RFC 6454): two pages are of one origin when scheme, host and port are the same.
struct WebOrigin {
    std::string scheme;  // "http" or "https"
    HostAndPort host;    // its port is always there

    bool operator==(const WebOrigin&) const = default;
};

// Reads `http://host:port` or `https://...`; a port that is left out is 80 or 443. Nothing for `null`, for
// other schemes, and where something follows the port.
[[nodiscard]] std::optional<WebOrigin> parse_origin(std::string_view text);

// The origin in a URL, as a Referer header has it: its path and query count for nothing.
[[nodiscard]] std::optional<WebOrigin> parse_origin_of_url(std::string_view url);

// The origin that a page has which comes from `host`, over TLS or not.
[[nodiscard]] WebOrigin origin_at(HostAndPort host, bool is_tls);

}  // namespace xray::api
