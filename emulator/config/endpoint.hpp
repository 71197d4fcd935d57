// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xray::emulator {

// A host (a name or an address, IPv6 without brackets) and a port.
struct Endpoint {
    std::string host = "127.0.0.1";
    std::uint16_t port = 2000;

    bool operator==(const Endpoint&) const = default;
};

// A port number, 0 to 65535; nothing for anything else.
[[nodiscard]] std::optional<std::uint16_t> parse_port(std::string_view text);

// "host:port", "[IPv6]:port" or ":port" (the host is empty then, as in the daemon's Go: every address).
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

// "host:port", an IPv6 address in brackets.
[[nodiscard]] std::string to_string(const Endpoint& endpoint);

// Where the other side of this machine reaches a socket bound to `host`: 127.0.0.1 for the wildcard
// addresses.
[[nodiscard]] std::string reachable_host(const std::string& host);

}  // namespace xray::emulator
