// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/environment.hpp"

#include <catch2/catch.hpp>

using xray::emulator::Environment;
using xray::emulator::find_variable;
using xray::emulator::read_environment;
using xray::emulator::variable_name;

TEST_CASE("environment: every option has a variable", "[environment]") {
    CHECK(variable_name("log-level") == "XRAY_EMULATOR_LOG_LEVEL");
    const auto read =
        read_environment({{"XRAY_EMULATOR_LOG_LEVEL", "debug"}, {"XRAY_EMULATOR_STRICT", "yes"}});
    REQUIRE(read);
    REQUIRE(read->options.size() == 2);
    CHECK(read->options.at("log-level").text == "debug");
    CHECK(read->options.at("log-level").origin == "XRAY_EMULATOR_LOG_LEVEL");
    CHECK(read->options.at("strict").text == "yes");
    CHECK(read->notes.empty());
}

TEST_CASE("environment: an empty variable is not set", "[environment]") {
    const Environment environment{{"XRAY_EMULATOR_REGION", ""}, {"AWS_REGION", ""}, {"HOME", "/root"}};
    CHECK_FALSE(find_variable(environment, "AWS_REGION"));
    CHECK_FALSE(find_variable(environment, "NOWHERE"));
    CHECK(find_variable(environment, "HOME") == "/root");
    const auto read = read_environment(environment);
    REQUIRE(read);
    CHECK(read->options.empty());
}

TEST_CASE("environment: a misspelt option is refused with the one that was meant", "[environment]") {
    const auto read = read_environment({{"XRAY_EMULATOR_PRT", "1"}});
    REQUIRE_FALSE(read);
    CHECK(read.error() == "XRAY_EMULATOR_PRT is not an option; did you mean XRAY_EMULATOR_PORT?");
}

TEST_CASE("environment: what only the daemon's command line can ask for is no variable", "[environment]") {
    const auto read = read_environment({{"XRAY_EMULATOR_TCP_PORT", "1"}});
    REQUIRE(read);
    CHECK(read->options.empty());
    CHECK(read->notes.size() == 1);
}

TEST_CASE("environment: a variable that is no option is mentioned", "[environment]") {
    const auto read = read_environment({{"XRAY_EMULATOR_ADDRESS", "xray:2000"}, {"XRAY_EMULATORS", "2"}});
    REQUIRE(read);
    CHECK(read->options.empty());
    CHECK(read->notes ==
          std::vector<std::string>{
              "the environment variable XRAY_EMULATOR_ADDRESS is not an option and is ignored"});
}

TEST_CASE("environment: what Kubernetes sets beside a service of our name says nothing", "[environment]") {
    const auto read = read_environment({{"XRAY_EMULATOR_PORT", "tcp://10.0.0.1:2000"},
                                        {"XRAY_EMULATOR_SERVICE_HOST", "10.0.0.1"},
                                        {"XRAY_EMULATOR_SERVICE_PORT", "2000"},
                                        {"XRAY_EMULATOR_SERVICE_PORT_HTTP", "2000"},
                                        {"XRAY_EMULATOR_PORT_2000_UDP", "udp://10.0.0.1:2000"},
                                        {"XRAY_EMULATOR_PORT_2000_TCP_PROTO", "tcp"},
                                        {"XRAY_EMULATOR_PORT_2000_TCP_ADDR", "10.0.0.1"}});
    REQUIRE(read);
    CHECK(read->options.empty());
    CHECK(read->notes.empty());
}
