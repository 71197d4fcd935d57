// SPDX-License-Identifier: Apache-2.0
#include "api/sampling/start_rules.hpp"

#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/temporary_folder.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json rule(const std::string& name, double rate = 0.5) {
    return {{"RuleName", name},   {"ResourceARN", "*"},    {"Priority", 9000},   {"FixedRate", rate},
            {"ReservoirSize", 5}, {"ServiceName", "shop"}, {"ServiceType", "*"}, {"Host", "*"},
            {"HTTPMethod", "*"},  {"URLPath", "*"},        {"Version", 1}};
}

std::string file_of(const json& rules) {
    json records = json::array();
    for (const json& entry : rules) records.push_back({{"SamplingRule", entry}});
    return json{{"SamplingRuleRecords", records}}.dump();
}

std::vector<SamplingRule> read(const json& rules) {
    auto read = api::read_start_rules(file_of(rules));
    INFO((read ? std::string() : read.error()));
    REQUIRE(read);
    return *read;
}

std::string problem_of(const std::string& text) {
    const auto read = api::read_start_rules(text);
    return read ? "none" : read.error();
}

void start_with(Api& api, const json& rules) {
    api.context.start_rules = read(rules);
    REQUIRE(api::put_start_rules(api.context));
}

// Rates by name.
json rates(Api& api) {
    json rates = json::object();
    const json answer = api.call("/GetSamplingRules");
    for (const json& record : answer["SamplingRuleRecords"]) {
        rates[record["SamplingRule"]["RuleName"]] = record["SamplingRule"]["FixedRate"];
    }
    return rates;
}

void set_rate(Api& api, const std::string& name, double rate) {
    (void)api.call("/UpdateSamplingRule",
                   {{"SamplingRuleUpdate", {{"RuleName", name}, {"FixedRate", rate}}}});
}

}  // namespace

TEST_CASE("start rules: Default takes every request where that is asked for, until it is changed",
          "[rules]") {
    const TemporaryFolder folder;
    storage::StoreOptions options;
    options.path = folder.file("x.db");
    {
        Api api(options);
        REQUIRE(rates(api)["Default"] == 0.05);
        api.context.default_rule = default_sampling_rule(DefaultSampling::kAll);
        REQUIRE(rates(api)["Default"] == 1.0);
        const json report = {{"SamplingStatisticsDocuments",
                              {{{"RuleName", "Default"},
                                {"ClientID", "aaaaaaaaaaaaaaaaaaaaaaaa"},
                                {"Timestamp", 1790000000},
                                {"RequestCount", 1}}}}};
        REQUIRE(api.call("/SamplingTargets", report)["SamplingTargetDocuments"][0]["FixedRate"] == 1.0);
        set_rate(api, "Default", 0.25);
    }
    Api api(options);
    api.context.default_rule = default_sampling_rule(DefaultSampling::kAll);
    REQUIRE(rates(api)["Default"] == 0.25);
    (void)api.call("/_emulator/reset", {{"all", true}});
    REQUIRE(rates(api)["Default"] == 1.0);
}

TEST_CASE("start rules: what GetSamplingRules answers is read back as it was", "[rules]") {
    Api given;
    json with_everything = rule("everything");
    with_everything["Attributes"] = {{"colour", "blue"}};
    with_everything["SamplingRateBoost"] = {{"MaxRate", 0.9}, {"CooldownWindowMinutes", 3}};
    for (const json& made : {with_everything, rule("plain", 0.125)})
        (void)given.call("/CreateSamplingRule", {{"SamplingRule", made}});
    set_rate(given, "Default", 0.75);
    const json answer = given.call("/GetSamplingRules");

    Api api;
    const auto rules = api::read_start_rules(answer.dump());
    REQUIRE(rules);
    api.context.start_rules = *rules;
    REQUIRE(api::put_start_rules(api.context));
    REQUIRE(api.call("/GetSamplingRules") == answer);
}

TEST_CASE("start rules: a reset of everything brings them back", "[rules]") {
    Api api;
    start_with(api, json::array({rule("shop")}));
    set_rate(api, "shop", 0.1);
    (void)api.call("/CreateSamplingRule", {{"SamplingRule", rule("another")}});
    (void)api.call("/_emulator/reset", {{"all", false}});
    REQUIRE(rates(api) == json{{"Default", 0.05}, {"another", 0.5}, {"shop", 0.1}});
    (void)api.call("/_emulator/reset", {{"all", true}});
    REQUIRE(rates(api) == json{{"Default", 0.05}, {"shop", 0.5}});
}

TEST_CASE("start rules: what calls changed stays over a restart, until the file changes", "[rules]") {
    const TemporaryFolder folder;
    storage::StoreOptions options;
    options.path = folder.file("x.db");
    {
        Api api(options);
        start_with(api, {rule("changed"), rule("deleted"), rule("departs")});
        set_rate(api, "changed", 0.1);
        (void)api.call("/DeleteSamplingRule", {{"RuleName", "deleted"}});
        (void)api.call("/CreateSamplingRule", {{"SamplingRule", rule("made")}});
    }
    {
        Api api(options);
        start_with(api, {rule("changed"), rule("deleted"), rule("departs")});
        REQUIRE(rates(api) == json{{"Default", 0.05}, {"changed", 0.1}, {"departs", 0.5}, {"made", 0.5}});
    }
    Api api(options);
    start_with(api, {rule("changed"), rule("deleted", 0.75)});
    REQUIRE(rates(api) == json{{"Default", 0.05}, {"changed", 0.5}, {"deleted", 0.75}, {"made", 0.5}});
}

TEST_CASE("start rules: clients are told that the rules have changed", "[rules]") {
    Api api;
    start_with(api, json::array({rule("shop")}));
    const json answer = api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", json::array()}});
    REQUIRE(answer["LastRuleModification"] == 1790000000.0);
}

TEST_CASE("start rules: no more than an account may have", "[rules]") {
    json many = json::array();
    for (int i = 0; i < 26; ++i) many.push_back(rule("rule-" + std::to_string(i)));
    REQUIRE(problem_of(file_of(many)) == "has 26 rules beside Default; there may be 25");
    many.erase(25);
    many.push_back(rule("Default"));
    REQUIRE(problem_of(file_of(many)) == "none");

    Api api;
    (void)api.call("/CreateSamplingRule", {{"SamplingRule", rule("mine")}});
    api.context.start_rules = read(many);
    const auto put = api::put_start_rules(api.context);
    REQUIRE(!put);
    REQUIRE(put.error().message == "The maximum number of sampling rules is 25");
    REQUIRE(rates(api) == json{{"Default", 0.05}, {"mine", 0.5}});
}

TEST_CASE("start rules: what is wrong is told with the rule and the member", "[rules]") {
    const auto with = [](std::string_view member, const json& value) {
        json changed = rule("shop");
        changed[std::string(member)] = value;
        return problem_of(file_of({rule("good"), changed}));
    };
    const std::string place = "rule \"shop\" (SamplingRuleRecords[1]): ";
    CHECK(with("FixdRate", 1) == place + "a sampling rule has no member FixdRate");
    CHECK(with("FixedRate", "1") == place + "FixedRate must be a number");
    CHECK(with("Priority", 1.5) == place + "Priority must be a whole number");
    CHECK(with("Host", 7) == place + "Host must be a string");
    CHECK(with("Attributes", "a=b") == place + "Attributes must be an object");
    CHECK(with("Version", 2) == place + "Sampling rule version must be 1");
    CHECK_THAT(with("FixedRate", 2), Catch::StartsWith(place) && Catch::Contains("fixedRate"));
    CHECK_THAT(with("Attributes", {{"a", 1}}), Catch::StartsWith(place));
    CHECK(with("SamplingRateBoost", {{"MaxRate", 0.5}, {"CooldownWindowMinutes", 0}}) ==
          place + "SamplingRateBoost needs a MaxRate, and a CooldownWindowMinutes above 0");
    CHECK(with("RuleName", nullptr) == "SamplingRuleRecords[1]: RuleName is missing or no string");

    json without = rule("shop");
    without.erase("URLPath");
    CHECK(problem_of(file_of(json::array({without}))) ==
          "rule \"shop\" (SamplingRuleRecords[0]): URLPath is missing");
    CHECK(problem_of(file_of({rule("a"), rule("a")})) == "rule \"a\" is there twice");
    CHECK(problem_of("{\n  \"SamplingRuleRecords\": [,\n") ==
          "is no JSON: something is wrong at line 2, column 27");
    CHECK(problem_of(R"({"SamplingRuleRecords":[{}]})") ==
          "SamplingRuleRecords[0] is no object with a SamplingRule");
    for (const std::string_view text : {"[]", "{}", R"({"SamplingRuleRecords":{}})", "7"}) {
        CAPTURE(text);
        CHECK_THAT(problem_of(std::string(text)), Catch::StartsWith("has no list SamplingRuleRecords"));
    }
}
