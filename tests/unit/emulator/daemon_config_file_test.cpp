// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/daemon_config_file.hpp"

#include <catch2/catch.hpp>

using xray::emulator::DaemonSettings;
using xray::emulator::log_level_of_daemon;
using xray::emulator::OptionLayer;
using xray::emulator::parse_flat_yaml;
using xray::emulator::read_daemon_config;
using xray::emulator::set_daemon_address;

using Entries = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("cfg.yaml: two levels of keys", "[daemon]") {
    const auto entries = parse_flat_yaml(
        "---\nRegion: eu-west-1\nSocket:\n  UDPAddress: 127.0.0.1:2000\n"
        "  TCPAddress: ''\nVersion: 2\n...\n");
    REQUIRE(entries);
    CHECK(*entries == Entries{{"Region", "eu-west-1"},
                              {"Socket.UDPAddress", "127.0.0.1:2000"},
                              {"Socket.TCPAddress", ""},
                              {"Version", "2"}});
}

TEST_CASE("cfg.yaml: quotes and comments are left away", "[daemon]") {
    const auto entries = parse_flat_yaml(
        "# a comment\r\n\r\nRegion: \"eu # west\" # Ireland\r\nRoleARN: # none yet\r\n"
        "\"Endpoint\": 'x'\r\nResourceARN: a#b\r\n");
    REQUIRE(entries);
    CHECK(*entries == Entries{{"Region", "eu # west"}, {"Endpoint", "x"}, {"ResourceARN", "a#b"}});
}

TEST_CASE("cfg.yaml: the line that is not understood is named", "[daemon]") {
    const auto no_key = parse_flat_yaml("Version: 2\n- item\n");
    REQUIRE_FALSE(no_key);
    CHECK_THAT(no_key.error(), Catch::Contains("line 2"));
    const auto too_deep = parse_flat_yaml("Version: 2\n  Deeper: 1\n");
    REQUIRE_FALSE(too_deep);
    CHECK_THAT(too_deep.error(), Catch::Contains("line 2"));
    for (const auto* const text : {"a:b", ":", ": b", "word"}) CHECK_FALSE(parse_flat_yaml(text));
}

TEST_CASE("cfg.yaml: its keys become options, and what has no meaning offline a remark", "[daemon]") {
    const auto read = read_daemon_config(
        "Region: eu-west-1\nRoleARN: role\nLocalMode: false\nLogging:\n  LogLevel: dev\n"
        "Socket:\n  UDPAddress: \":3000\"\nVersion: 2\n",
        "cfg.yaml", true);
    REQUIRE(read);
    CHECK(read->options.at("region").text == "eu-west-1");
    CHECK(read->options.at("region").origin == "cfg.yaml: Region");
    CHECK(read->options.at("log-level").text == "debug");
    CHECK(read->options.at("bind").text == "0.0.0.0");
    CHECK(read->options.at("port").text == "3000");
    CHECK(read->notes == std::vector<std::string>{"cfg.yaml: RoleARN has no effect offline and is ignored"});
}

TEST_CASE("cfg.yaml: unknown, removed and moved keys are named where the file was asked for", "[daemon]") {
    for (const auto& [key, reason] :
         Entries{{"Colour: red", "unknown key 'Colour'"},
                 {"MemoryLimit: 3", "'MemoryLimit' is now called 'TotalBufferSizeMB'"},
                 {"Profile:\n  CPU: x", "'Profile.CPU' was removed"}}) {
        INFO(key);
        const std::string text = key + "\nVersion: 2\n";
        const auto strict = read_daemon_config(text, "cfg.yaml", true);
        REQUIRE_FALSE(strict);
        CHECK_THAT(strict.error(), Catch::Contains(reason));
        CHECK(read_daemon_config(text, "cfg.yaml", false));
    }
}

TEST_CASE("cfg.yaml: its version is 1 or 2", "[daemon]") {
    CHECK(read_daemon_config("Version: 1\n", "f", true));
    for (const auto* const text : {"", "Version: 3\n", "Version:\n"})
        CHECK_FALSE(read_daemon_config(text, "f", false));
}

TEST_CASE("daemon: an address without a host means every address", "[daemon]") {
    OptionLayer options;
    CHECK(set_daemon_address(options, "tcp-", ":2001", "-t"));
    CHECK(options.at("tcp-bind").text == "0.0.0.0");
    CHECK(options.at("tcp-port").text == "2001");
    CHECK_FALSE(set_daemon_address(options, "", "2001", "-b"));
}

TEST_CASE("daemon: log levels of its own names", "[daemon]") {
    CHECK(log_level_of_daemon("dev") == "debug");
    CHECK(log_level_of_daemon("prod") == "info");
    CHECK(log_level_of_daemon("warn") == "warn");
}
