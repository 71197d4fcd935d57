// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/target.hpp"

#include <catch2/catch.hpp>

using namespace xray::emulator;

namespace {

struct Expected {
    const char* text;
    ForwardKind kind;
    bool is_tls;
    Endpoint server;
    const char* path;
    const char* url;
};

}  // namespace

TEST_CASE("forward target: what a URL means", "[forward]") {
    const Expected cases[] = {
        {"http://shared:2000",
         ForwardKind::kXRay,
         false,
         {"shared", 2000},
         "/TraceSegments",
         "http://shared:2000"},
        {"http://shared:2000/",
         ForwardKind::kXRay,
         false,
         {"shared", 2000},
         "/TraceSegments",
         "http://shared:2000"},
        {"HTTP://shared", ForwardKind::kXRay, false, {"shared", 80}, "/TraceSegments", "http://shared:80"},
        {"https://xray.team",
         ForwardKind::kXRay,
         true,
         {"xray.team", 443},
         "/TraceSegments",
         "https://xray.team:443"},
        {"xray+http://[::1]:4318",
         ForwardKind::kXRay,
         false,
         {"::1", 4318},
         "/TraceSegments",
         "http://[::1]:4318"},
        {"udp://daemon", ForwardKind::kDaemon, false, {"daemon", 2000}, "", "udp://daemon:2000"},
        {"xray+udp://[::1]:2001", ForwardKind::kDaemon, false, {"::1", 2001}, "", "udp://[::1]:2001"},
        {"otlp+http://tempo",
         ForwardKind::kOtlp,
         false,
         {"tempo", 4318},
         "/v1/traces",
         "http://tempo:4318/v1/traces"},
        {"http://tempo:4318/v1/traces",
         ForwardKind::kOtlp,
         false,
         {"tempo", 4318},
         "/v1/traces",
         "http://tempo:4318/v1/traces"},
        {"https://t/otlp/v1/traces",
         ForwardKind::kOtlp,
         true,
         {"t", 443},
         "/otlp/v1/traces",
         "https://t:443/otlp/v1/traces"},
        {"otlp+https://[::1]/in",
         ForwardKind::kOtlp,
         true,
         {"::1", 4318},
         "/in",
         "otlp+https://[::1]:4318/in"},
    };
    for (const Expected& expected : cases) {
        CAPTURE(expected.text);
        const auto target = parse_forward_target(expected.text);
        REQUIRE(target);
        CHECK(target->kind == expected.kind);
        CHECK(target->is_tls == expected.is_tls);
        CHECK(target->server == expected.server);
        CHECK(target->path == expected.path);
        CHECK(target->url == expected.url);
    }
}

TEST_CASE("forward target: what it is shown as means the same", "[forward]") {
    for (const char* text : {"http://a", "https://a:1", "udp://a", "otlp+http://a", "otlp+https://a/x"}) {
        CAPTURE(text);
        const auto target = parse_forward_target(text);
        REQUIRE(target);
        const auto again = parse_forward_target(target->url);
        REQUIRE(again);
        CHECK(again->url == target->url);
        CHECK(again->kind == target->kind);
        CHECK(again->server == target->server);
        CHECK(again->path == target->path);
    }
}

TEST_CASE("forward target: a list has each once, and an end", "[forward]") {
    REQUIRE(parse_forward_targets("http://a:1, udp://b ,,otlp+http://c")->size() == 3);
    REQUIRE_FALSE(parse_forward_targets(""));
    REQUIRE_FALSE(parse_forward_targets("udp://a,udp://a:2000"));
    std::string many;
    for (std::size_t i = 0; i < kMostForwardTargets; ++i) many += "udp://a" + std::to_string(i) + ",";
    REQUIRE(parse_forward_targets(many));
    REQUIRE_FALSE(parse_forward_targets(many + "udp://b"));
    REQUIRE(explain_forward_targets(many + "udp://b") == "; there are more than 8");
}
