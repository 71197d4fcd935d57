// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/announcement.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace xray::emulator;

namespace {

Listening at(const std::string& host, const std::string& reachable) {
    return {{host, 2000}, {host, 2000}, {reachable, 2000}, {reachable, 2000}};
}

bool has(const std::vector<std::string>& lines, const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

TEST_CASE("announcement: only loopback is closed to the network", "[announcement]") {
    for (const auto* const host : {"127.0.0.1", "127.0.0.2", "::1"}) {
        INFO(host);
        CHECK_FALSE(is_open_to_network(at(host, host)));
    }
    for (const auto* const host : {"0.0.0.0", "::", "10.0.0.7", "2001:db8::1"}) {
        INFO(host);
        CHECK(is_open_to_network(at(host, host)));
    }
    Listening mixed = at("127.0.0.1", "127.0.0.1");
    mixed.tcp.host = "0.0.0.0";
    CHECK(is_open_to_network(mixed));
}

TEST_CASE("announcement: the warning names what is bound", "[announcement]") {
    CHECK_THAT(network_warning(at("::", "127.0.0.1")),
               Catch::StartsWith("whoever reaches UDP [::]:2000 or TCP [::]:2000 over the network can"));
}

TEST_CASE("announcement: export lines for this machine, and for others where they can use them",
          "[announcement]") {
    const auto here = export_lines(at("127.0.0.1", "127.0.0.1"), "eu-west-1", "box");
    CHECK(has(here, "export AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000"));
    CHECK(has(here,
              "export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=test "
              "AWS_SECRET_ACCESS_KEY=test"));
    CHECK_FALSE(has(here, "export AWS_ENDPOINT_URL_XRAY=http://box:2000"));

    const auto everywhere = export_lines(at("0.0.0.0", "127.0.0.1"), "eu-west-1", "box");
    CHECK(has(everywhere, "export AWS_ENDPOINT_URL_XRAY=http://127.0.0.1:2000"));
    CHECK(has(everywhere, "export AWS_XRAY_DAEMON_ADDRESS=box:2000"));
    CHECK(has(everywhere, "export AWS_ENDPOINT_URL_XRAY=http://box:2000"));
    CHECK(has(everywhere, "export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://box:2000/v1/traces"));
}
