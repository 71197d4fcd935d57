// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/endpoint.hpp"

#include <catch2/catch.hpp>

using xray::emulator::Endpoint;
using xray::emulator::parse_endpoint;
using xray::emulator::parse_port;
using xray::emulator::to_string;

TEST_CASE("endpoint: a host and a port", "[endpoint]") {
    CHECK(parse_endpoint("127.0.0.1:2000") == Endpoint{"127.0.0.1", 2000});
    CHECK(parse_endpoint("xray.local:0") == Endpoint{"xray.local", 0});
    CHECK(parse_endpoint("[::1]:65535") == Endpoint{"::1", 65535});
}

TEST_CASE("endpoint: no host means every address", "[endpoint]") {
    CHECK(parse_endpoint(":2000") == Endpoint{"", 2000});
}

TEST_CASE("endpoint: what is no host and port gives nothing", "[endpoint]") {
    for (const auto* const text : {"", "2000", "localhost", "localhost:", "::1:2000", "[::1]", "host:65536",
                                   "host:-1", "host:http", "host: 1"}) {
        INFO(text);
        CHECK_FALSE(parse_endpoint(text));
    }
}

TEST_CASE("endpoint: an IPv6 address is written in brackets", "[endpoint]") {
    CHECK(to_string({"::1", 2000}) == "[::1]:2000");
    CHECK(to_string({"127.0.0.1", 2000}) == "127.0.0.1:2000");
}

TEST_CASE("endpoint: a port is a number of 16 bits and nothing else", "[endpoint]") {
    CHECK(parse_port("0") == 0);
    CHECK(parse_port("65535") == 65535);
    for (const auto* const text : {"", "65536", "-1", "+1", " 1", "1 ", "0x10", "http"}) {
        INFO(text);
        CHECK_FALSE(parse_port(text));
    }
}
