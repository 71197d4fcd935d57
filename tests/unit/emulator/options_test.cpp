// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/options.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "emulator/config/make_serve_config.hpp"
#include "storage/types.hpp"

using namespace xray::emulator;

namespace {

ServeConfig config_of(const OptionLayer& options) {
    const auto config = make_serve_config(options);
    REQUIRE(config);
    return *config;
}

std::string complaint_of(const OptionLayer& options) {
    const auto config = make_serve_config(options);
    REQUIRE_FALSE(config);
    return config.error();
}

}  // namespace

TEST_CASE("options: each is there once, with a help text and a reader", "[options]") {
    std::set<std::string_view> names;
    for (const Option& option : all_options()) {
        INFO(option.name);
        CHECK(names.insert(option.name).second);
        CHECK_FALSE(option.expected.empty());
        if (option.scope == OptionScope::kDaemon) continue;
        CHECK(find_serve_option(option.name) == &option);
        CHECK_FALSE(option.help.empty());
        CHECK((option.read != nullptr || option.name == "config"));
    }
    CHECK(find_serve_option("tcp-port") == nullptr);
    CHECK(find_serve_option("") == nullptr);
}

TEST_CASE("options: without any, the defaults hold", "[options]") {
    const ServeConfig config = config_of({});
    CHECK(config.udp == Endpoint{"127.0.0.1", 2000});
    CHECK(config.tcp == config.udp);
    CHECK(config.database == ":memory:");
    CHECK(config.region == "us-east-1");
    CHECK(config.account_id == "000000000000");
    CHECK(config.retention == 30 * 86400 * xray::kMicrosPerSecond);
    // A store that is opened without a word keeps traces as long.
    CHECK(config.retention == xray::storage::StoreOptions{}.retention);
    CHECK(config.indexing_delay == 0);
    CHECK(config.sampling == xray::DefaultSampling::kAll);
    CHECK_FALSE(config.exit_with_parent);
    CHECK(config.log.level == LogLevel::kInfo);
    CHECK_FALSE(config.strict);
    CHECK(config.ready_file.empty());
}

TEST_CASE("options: an upper layer wins over a lower one", "[options]") {
    OptionLayer options{{"region", {"eu-west-1", "--region"}}};
    add_lower_layer(options, {{"region", {"eu-west-2", "file"}}, {"db", {"x.db", "file"}}});
    CHECK(options.at("region").text == "eu-west-1");
    CHECK(options.at("db").origin == "file");
}

TEST_CASE("options: one address serves UDP and TCP unless the daemon's say more", "[options]") {
    const OptionLayer both{{"bind", {"0.0.0.0", "-b"}}, {"port", {"3000", "-b"}}};
    CHECK(config_of(both).tcp == Endpoint{"0.0.0.0", 3000});
    OptionLayer two = both;
    two["tcp-port"] = {"3001", "-t"};
    CHECK(config_of(two).udp == Endpoint{"0.0.0.0", 3000});
    CHECK(config_of(two).tcp == Endpoint{"0.0.0.0", 3001});
}

TEST_CASE("options: a bad value is named with where it stood and what is expected", "[options]") {
    CHECK(complaint_of({{"port", {"http", "XRAY_EMULATOR_PORT"}}}) ==
          "XRAY_EMULATOR_PORT: 'http' is not a port number (0 to 65535)");
    CHECK(complaint_of({{"account-id", {"1234", "--account-id"}}}) ==
          "--account-id: '1234' is not an account id (12 digits)");
    CHECK(complaint_of({{"strict", {"maybe", "--strict"}}}) == "--strict: 'maybe' is not true or false");
    CHECK(complaint_of({{"retention", {"5", "--retention"}}}) ==
          "--retention: '5' is not a duration (500ms, 10s, 5m, 2h, 30d); did you mean 5s or 5d?");
    CHECK(complaint_of({{"sampling", {"some", "--sampling"}}}) == "--sampling: 'some' is not all or aws");
}

TEST_CASE("options: lists are read at their commas", "[options]") {
    const ServeConfig config = config_of(
        {{"allow-host", {"Shop.example, ,b.example", ""}}, {"cors-origin", {"HTTPS://Shop.example/,*", ""}}});
    CHECK(config.allowed_hosts == std::vector<std::string>{"shop.example", "b.example"});
    CHECK(config.cors_origins == std::vector<std::string>{"https://shop.example", "*"});
    CHECK(complaint_of({{"allow-host", {"a.example,b.example:80", "--allow-host"}}}) ==
          "--allow-host: 'a.example,b.example:80' is not a host name, or several separated by commas");
}

TEST_CASE("options: a self-signed certificate is written beside the ready file", "[options]") {
    OptionLayer options{{"tls-self-signed", {"true", ""}}, {"ready-file", {"r.json", ""}}};
    CHECK(config_of(options).tls.certificate_out == "r.json.pem");
    options["tls-cert-out"] = {"c.pem", ""};
    CHECK(config_of(options).tls.certificate_out == "c.pem");
}

TEST_CASE("options: those of TLS must go together", "[options]") {
    const OptionLayer certificate{{"tls-cert", {"c.pem", ""}}};
    CHECK(complaint_of(certificate) == "--tls-cert and --tls-key must be given together");
    CHECK(complaint_of(
              {{"tls-cert", {"c.pem", ""}}, {"tls-key", {"k.pem", ""}}, {"tls-self-signed", {"on", ""}}}) ==
          "--tls-cert and --tls-self-signed cannot be used together");
    CHECK(complaint_of({{"tls-cert-out", {"c.pem", ""}}}) == "--tls-cert-out requires --tls-self-signed");
}

TEST_CASE("options: strict samples as AWS does unless asked otherwise", "[options]") {
    OptionLayer options{{"strict", {"true", ""}}};
    CHECK(config_of(options).sampling == xray::DefaultSampling::kAws);
    options["sampling"] = {"all", ""};
    CHECK(config_of(options).sampling == xray::DefaultSampling::kAll);
    CHECK(config_of({{"sampling", {"aws", ""}}}).sampling == xray::DefaultSampling::kAws);
}

TEST_CASE("options: names for a certificate are names or addresses", "[options]") {
    const auto names = [](const std::string& text) {
        const auto config = make_serve_config({{"tls-self-signed", {"true", ""}}, {"tls-name", {text, ""}}});
        return config ? config->tls.names : std::vector<std::string>{};
    };
    CHECK(names("Xray.example,10.0.0.1,::1,*.local.test") ==
          std::vector<std::string>{"xray.example", "10.0.0.1", "::1", "*.local.test"});
    for (const auto* const text : {"a b", "host:80", "*", "*.*.test", "DNS:x", "a/b"}) {
        INFO(text);
        CHECK(names(text).empty());
    }
    CHECK(complaint_of({{"tls-name", {"x", "--tls-name"}}}) == "--tls-name requires --tls-self-signed");
}
