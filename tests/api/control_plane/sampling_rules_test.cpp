// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json rule(const std::string& name) {
    return {{"RuleName", name},   {"ResourceARN", "*"}, {"Priority", 9000},
            {"FixedRate", 0.1},   {"ReservoirSize", 5}, {"ServiceName", "Scorekeep"},
            {"ServiceType", "*"}, {"Host", "*"},        {"HTTPMethod", "*"},
            {"URLPath", "*"},     {"Version", 1}};
}

json create(Api& api, const json& given) {
    return api.call("/CreateSamplingRule", {{"SamplingRule", given}})["SamplingRuleRecord"];
}

api::HttpResponse update(Api& api, const json& given) {
    return api.post("/UpdateSamplingRule", {{"SamplingRuleUpdate", given}});
}

json names_of_rules(Api& api) {
    json names = json::array();
    const json answer = api.call("/GetSamplingRules");
    for (const json& record : answer["SamplingRuleRecords"]) {
        names.push_back(record["SamplingRule"]["RuleName"]);
    }
    return names;
}

json report(const std::string& rule_name, const std::string& client) {
    return {{"SamplingStatisticsDocuments",
             {{{"RuleName", rule_name},
               {"ClientID", client},
               {"Timestamp", 1790000000},
               {"RequestCount", 100},
               {"SampledCount", 5},
               {"BorrowCount", 1}}}}};
}

json quota_of(Api& api, const std::string& rule_name, const std::string& client) {
    return api.call("/SamplingTargets",
                    report(rule_name, client))["SamplingTargetDocuments"][0]["ReservoirQuota"];
}

const std::string kFirst = "aaaaaaaaaaaaaaaaaaaaaaaa";
const std::string kSecond = "bbbbbbbbbbbbbbbbbbbbbbbb";
const std::string kThird = "cccccccccccccccccccccccc";

}  // namespace

TEST_CASE("sampling rules: created in the service's form", "[rules]") {
    Api api;
    json given = rule("base");
    given["SamplingRateBoost"] = {{"MaxRate", 0.5}, {"CooldownWindowMinutes", 1}};
    given["Attributes"] = {{"team", "a"}};
    const std::string body = api.post("/CreateSamplingRule", {{"SamplingRule", given}}).body;
    REQUIRE(
        body ==
        R"({"SamplingRuleRecord":{"CreatedAt":1790000000.0,"ModifiedAt":1790000000.0,"SamplingRule":{)"
        R"("Attributes":{"team":"a"},"FixedRate":0.1,"HTTPMethod":"*","Host":"*","Priority":9000,"ReservoirSize":5,)"
        R"("ResourceARN":"*","RuleARN":"arn:aws:xray:us-east-1:000000000000:sampling-rule/base","RuleName":"base",)"
        R"("SamplingRateBoost":{"CooldownWindowMinutes":1,"MaxRate":0.5},"ServiceName":"Scorekeep",)"
        R"("ServiceType":"*","URLPath":"*","Version":1}}})");
    REQUIRE(names_of_rules(api) == json{"base", "Default"});
    REQUIRE(api.call("/GetSamplingRules")["SamplingRuleRecords"][0] ==
            json::parse(body)["SamplingRuleRecord"]);
}

TEST_CASE("sampling rules: whole rates keep their decimal point, counts have none", "[rules]") {
    Api api;
    json given = rule("whole");
    given["FixedRate"] = 1;
    given["ReservoirSize"] = 2.0;
    const std::string body = api.post("/CreateSamplingRule", {{"SamplingRule", given}}).body;
    REQUIRE(body.find(R"("FixedRate":1.0,)") != std::string::npos);
    REQUIRE(body.find(R"("ReservoirSize":2,)") != std::string::npos);
}

TEST_CASE("sampling rules: named by name or ARN, not both, not none", "[rules]") {
    Api api;
    const std::string arn = "arn:aws:xray:us-east-1:000000000000:sampling-rule/byarn";
    json by_arn = rule("x");
    by_arn.erase("RuleName");
    const auto refused = [&](const json& given) {
        return failure_of(api.post("/CreateSamplingRule", {{"SamplingRule", given}}));
    };
    REQUIRE(refused(by_arn) ==
            invalid_request("Request must contain either sampling rule name or sampling rule ARN"));
    by_arn["RuleARN"] = arn;
    REQUIRE(create(api, by_arn)["SamplingRule"]["RuleName"] == "byarn");
    by_arn["RuleName"] = "byarn";
    REQUIRE(refused(by_arn) ==
            invalid_request("Request cannot contain both sampling rule name and sampling rule ARN"));
    REQUIRE(refused(rule("byarn")) == invalid_request("Sampling rule already exists"));
    REQUIRE(refused(rule("Default")) == invalid_request("Sampling rule already exists"));
    REQUIRE(failure_of(api.post("/DeleteSamplingRule", json::object())) ==
            invalid_request("Request must contain either sampling rule name or sampling rule ARN"));
    REQUIRE(api.call("/DeleteSamplingRule",
                     {{"RuleARN", arn}})["SamplingRuleRecord"]["SamplingRule"]["RuleARN"] == arn);
    REQUIRE(failure_of(api.post("/DeleteSamplingRule", {{"RuleName", "byarn"}})) ==
            invalid_request("Sampling rule does not exist"));
    REQUIRE(failure_of(api.post("/DeleteSamplingRule", {{"RuleARN", "nonsense"}})) ==
            invalid_request("Sampling rule does not exist"));
    REQUIRE(failure_of(update(api, {{"RuleName", "byarn"}})) ==
            invalid_request("Sampling rule does not exist"));
}

TEST_CASE("sampling rules: 25 of one's own", "[rules]") {
    Api api;
    (void)update(api, {{"RuleName", "Default"}, {"FixedRate", 0.2}});
    for (int i = 0; i < 25; ++i) (void)create(api, rule("r" + std::to_string(i)));
    const Failure failure = failure_of(api.post("/CreateSamplingRule", {{"SamplingRule", rule("more")}}));
    REQUIRE(failure.status == 400);
    REQUIRE(failure.type == "RuleLimitExceededException");
    REQUIRE(names_of_rules(api).size() == 26);
}

TEST_CASE("sampling rules: an update keeps what it leaves out, but for the boost", "[rules]") {
    Api api;
    json given = rule("base");
    given["SamplingRateBoost"] = {{"MaxRate", 0.5}, {"CooldownWindowMinutes", 1}};
    const json before = create(api, given);
    api.clock.advance(60);
    const json after =
        json::parse(update(api, {{"RuleName", "base"}, {"Host", "example.com"}}).body)["SamplingRuleRecord"];
    json expected = before["SamplingRule"];
    expected["Host"] = "example.com";
    expected.erase("SamplingRateBoost");
    REQUIRE(after["SamplingRule"] == expected);
    REQUIRE(after["CreatedAt"] == before["CreatedAt"]);
    REQUIRE(after["ModifiedAt"] == 1790000060.0);
    REQUIRE(api.call("/SamplingTargets", report("base", kFirst))["LastRuleModification"] == 1790000060.0);
}

TEST_CASE("sampling rules: bounds of an update", "[rules]") {
    Api api;
    (void)create(api, rule("base"));
    for (const json& bad : {json{{"Priority", 0}}, json{{"Priority", 10000}}, json{{"FixedRate", 1.01}},
                            json{{"FixedRate", -0.1}}, json{{"ReservoirSize", -1}}}) {
        json given = bad;
        given["RuleName"] = "base";
        CAPTURE(given);
        REQUIRE(failure_of(update(api, given)) ==
                invalid_request("Invalid update request for sampling rule"));
    }
    REQUIRE(
        update(api, {{"RuleName", "base"}, {"Priority", 1}, {"FixedRate", 0}, {"ReservoirSize", 0}}).status ==
        200);
}

TEST_CASE("sampling rules: boosts as the service takes them", "[rules]") {
    Api api;
    (void)create(api, rule("base"));
    const auto boost = [&](double rate, int minutes) {
        return failure_of(
            update(api, {{"RuleName", "base"},
                         {"SamplingRateBoost", {{"MaxRate", rate}, {"CooldownWindowMinutes", minutes}}}}));
    };
    REQUIRE(boost(0.01, 1).status == 200);
    REQUIRE(boost(0, 1).status == 200);
    REQUIRE(boost(0, 0) == Failure{500, "InternalFailure", {{"message", nullptr}}});
}

TEST_CASE("sampling rules: of Default, only rate and reservoir change", "[rules]") {
    Api api;
    const json changed =
        json::parse(update(api, {{"RuleName", "Default"}, {"FixedRate", 0.01}, {"ReservoirSize", 0}}).body);
    REQUIRE(changed["SamplingRuleRecord"]["CreatedAt"] == 0.0);
    REQUIRE(changed["SamplingRuleRecord"]["ModifiedAt"] == 1790000000.0);
    REQUIRE(changed["SamplingRuleRecord"]["SamplingRule"]["FixedRate"] == 0.01);
    REQUIRE(changed["SamplingRuleRecord"]["SamplingRule"]["Priority"] == 10000);
    for (const json& other : {json{{"Priority", 10000}}, json{{"Host", "*"}}, json{{"URLPath", "*"}},
                              json{{"Attributes", {{"a", "b"}}}},
                              json{{"SamplingRateBoost", {{"MaxRate", 1}, {"CooldownWindowMinutes", 1}}}}}) {
        json given = other;
        given["RuleName"] = "Default";
        CAPTURE(given);
        REQUIRE(failure_of(update(api, given)) ==
                invalid_request("Invalid update request for default sampling rule"));
    }
    REQUIRE(failure_of(api.post("/DeleteSamplingRule", {{"RuleName", "Default"}})).type ==
            "InvalidRequestException");
    REQUIRE(names_of_rules(api) == json::array({"Default"}));
}

TEST_CASE("sampling rules: deleting one is a modification", "[rules]") {
    Api api;
    (void)create(api, rule("base"));
    api.clock.advance(30);
    (void)api.call("/DeleteSamplingRule", {{"RuleName", "base"}});
    const json answer = api.call("/SamplingTargets", report("base", kFirst));
    REQUIRE(answer["LastRuleModification"] == 1790000030.0);
    REQUIRE(answer["UnprocessedStatistics"].size() == 1);
}

TEST_CASE("sampling targets: clients share a reservoir and never hold more than it", "[rules]") {
    Api api;
    (void)create(api, rule("base"));  // 5 a second
    REQUIRE(quota_of(api, "base", kFirst).is_null());
    REQUIRE(quota_of(api, "base", kFirst) == 5);
    REQUIRE(quota_of(api, "base", kSecond).is_null());
    // The first still holds all of it.
    REQUIRE(quota_of(api, "base", kSecond) == 0);
    REQUIRE(quota_of(api, "base", kFirst) == 3);
    REQUIRE(quota_of(api, "base", kSecond) == 2);
    REQUIRE(quota_of(api, "base", kThird).is_null());
    REQUIRE(quota_of(api, "base", kFirst) == 2);
    REQUIRE(quota_of(api, "base", kSecond) == 2);
    REQUIRE(quota_of(api, "base", kThird) == 1);
    // Two of them fall silent; after 300 seconds the third has all of it.
    for (int i = 0; i < 30; ++i) {
        api.clock.advance(10);
        REQUIRE(quota_of(api, "base", kThird) <= 5);
    }
    REQUIRE(quota_of(api, "base", kThird) == 5);
}

TEST_CASE("sampling targets: a rule is boosted while anomalies are reported", "[rules]") {
    Api api;
    json given = rule("base");
    given["FixedRate"] = 0.05;
    given["SamplingRateBoost"] = {{"MaxRate", 0.5}, {"CooldownWindowMinutes", 2}};
    (void)create(api, given);
    const auto target = [&](int anomalies) {
        json request = report("base", kFirst);
        request["SamplingBoostStatisticsDocuments"] = {{{"RuleName", "base"},
                                                        {"ServiceName", "s"},
                                                        {"Timestamp", 1790000000},
                                                        {"AnomalyCount", anomalies},
                                                        {"TotalCount", 1000},
                                                        {"SampledAnomalyCount", 0}}};
        return api.call("/SamplingTargets", request)["SamplingTargetDocuments"][0];
    };
    REQUIRE_FALSE(target(0).contains("SamplingBoost"));
    REQUIRE(target(900)["SamplingBoost"] == json{{"BoostRate", 0.1}, {"BoostRateTTL", 1790000020.0}});
    api.clock.advance(10);
    REQUIRE(target(900)["SamplingBoost"]["BoostRateTTL"] == 1790000030.0);
    api.clock.advance(60);
    REQUIRE_FALSE(target(900).contains("SamplingBoost"));  // at most a minute
    api.clock.advance(60);
    REQUIRE(target(900).contains("SamplingBoost"));  // the cooldown window is over
}

TEST_CASE("sampling statistics: the last closed window, one entry for each rule", "[rules]") {
    Api api;
    api.clock.set(1790000003);
    (void)create(api, rule("base"));
    (void)api.call("/SamplingTargets", report("base", kFirst));
    (void)api.call("/SamplingTargets", report("base", kSecond));
    REQUIRE(api.call("/SamplingStatisticSummaries") ==
            json::parse(R"({"NextToken":null,"SamplingStatisticSummaries":[{"BorrowCount":0,"RequestCount":0,
        "RuleName":"base","SampledCount":0,"Timestamp":1789999990.0}]})"));
    api.clock.set(1790000012);
    (void)api.call("/SamplingTargets", report("base", kFirst));
    REQUIRE(api.post("/SamplingStatisticSummaries", json::object()).body ==
            R"({"NextToken":null,"SamplingStatisticSummaries":[{"BorrowCount":2,"RequestCount":200,)"
            R"("RuleName":"base","SampledCount":10,"Timestamp":1790000000.0}]})");
    api.clock.set(1790000025);
    REQUIRE(api.call("/SamplingStatisticSummaries")["SamplingStatisticSummaries"][0]["RequestCount"] == 100);
    api.clock.set(1790000035);
    REQUIRE(api.call("/SamplingStatisticSummaries")["SamplingStatisticSummaries"][0]["RequestCount"] == 0);
    (void)api.call("/SamplingTargets", report("Default", kFirst));
    api.clock.set(1790000045);
    const json both = api.call("/SamplingStatisticSummaries")["SamplingStatisticSummaries"];
    REQUIRE(both.size() == 2);
    REQUIRE(both[1]["RuleName"] == "Default");
}
