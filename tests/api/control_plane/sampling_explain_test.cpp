// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "core/sampling/sampling_match.hpp"
#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

void create_rule(Api& api, const json& changes) {
    json rule{{"ResourceARN", "*"}, {"Priority", 10},     {"FixedRate", 0.5}, {"ReservoirSize", 4},
              {"ServiceName", "*"}, {"ServiceType", "*"}, {"Host", "*"},      {"HTTPMethod", "*"},
              {"URLPath", "*"},     {"Version", 1}};
    rule.update(changes);
    (void)api.call("/CreateSamplingRule", {{"SamplingRule", rule}});
}

json explain(Api& api, const json& request) {
    return api.call("/_emulator/sampling/explain", request);
}

}  // namespace

TEST_CASE("sampling explain: Default takes what no other rule takes", "[sampling]") {
    Api api;
    const json answer = explain(api, json::object());
    REQUIRE(answer["RuleName"] == "Default");
    REQUIRE(answer["PassedOver"].empty());
    REQUIRE(answer["NotTried"].empty());
    REQUIRE(answer["Rule"] == json::parse(R"({"Clients":0,"FixedRate":0.05,"OpenTelemetryOnly":false,
        "Priority":10000,"QuotaLeased":0,"ReservoirSize":1,
        "RuleARN":"arn:aws:xray:us-east-1:000000000000:sampling-rule/Default","RuleName":"Default",
        "SamplingBoost":null,"SamplingRateBoost":null})"));
}

TEST_CASE("sampling explain: rules in order, and why each was passed over", "[sampling]") {
    Api api;
    create_rule(api, {{"RuleName", "late"}, {"Priority", 30}});
    create_rule(api, {{"RuleName", "orders"}, {"Priority", 20}, {"URLPath", "/orders/*"}});
    create_rule(api, {{"RuleName", "posts"},
                      {"Priority", 10},
                      {"HTTPMethod", "POST"},
                      {"ServiceName", "shop?"},
                      {"Attributes", {{"tier", "gold"}}}});
    const json answer =
        explain(api, {{"ServiceName", "shop"}, {"HTTPMethod", "get"}, {"URLPath", "/ORDERS/7"}});
    REQUIRE(answer["RuleName"] == "orders");
    REQUIRE(answer["Rule"]["ReservoirSize"] == 4);
    REQUIRE(answer["Rule"]["FixedRate"] == 0.5);
    REQUIRE(answer["NotTried"] == json{"late", "Default"});
    REQUIRE(answer["PassedOver"] == json::parse(R"([{"RuleName":"posts","Priority":10,"Mismatches":[
        {"Field":"ServiceName","Pattern":"shop?","Value":"shop"},
        {"Field":"HTTPMethod","Pattern":"POST","Value":"get"},
        {"Field":"Attributes.tier","Pattern":"gold","Value":null}]}])"));
    const json gold =
        explain(api, {{"ServiceName", "Shop1"}, {"HTTPMethod", "post"}, {"Attributes", {{"tier", "Gold"}}}});
    REQUIRE(gold["RuleName"] == "posts");
    REQUIRE(gold["Rule"]["OpenTelemetryOnly"] == true);
}

TEST_CASE("sampling explain: tells what clients hold of the rule", "[sampling]") {
    Api api;
    create_rule(api, {{"RuleName", "r"},
                      {"FixedRate", 0.1},
                      {"SamplingRateBoost", {{"MaxRate", 0.15}, {"CooldownWindowMinutes", 5}}}});
    const json report{{"RuleName", "r"},
                      {"ClientID", "000000000000000000000000"},
                      {"Timestamp", 1790000000},
                      {"RequestCount", 1},
                      {"SampledCount", 1}};
    const json boost{{"RuleName", "r"},   {"ServiceName", "s"}, {"Timestamp", 1790000000},
                     {"AnomalyCount", 9}, {"TotalCount", 10},   {"SampledAnomalyCount", 1}};
    for (int i = 0; i < 2; ++i) {
        (void)api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", {report}},
                                            {"SamplingBoostStatisticsDocuments", {boost}}});
    }
    json rule = explain(api, json::object())["Rule"];
    REQUIRE(rule["Clients"] == 1);
    REQUIRE(rule["QuotaLeased"] == 4);
    REQUIRE(rule["SamplingRateBoost"] == json::parse(R"({"CooldownWindowMinutes":5,"MaxRate":0.15})"));
    REQUIRE(rule["SamplingBoost"] == json::parse(R"({"BoostRate":0.15,"BoostRateTTL":1790000020.25})"));
    (void)api.call("/_emulator/clock", {{"action", "advance"}, {"seconds", 20}});
    REQUIRE(explain(api, json::object())["Rule"]["SamplingBoost"].is_null());
    (void)api.call("/_emulator/clock", {{"action", "advance"}, {"seconds", 280}});
    rule = explain(api, json::object())["Rule"];
    REQUIRE(rule["Clients"] == 0);
    REQUIRE(rule["QuotaLeased"] == 0);
}

TEST_CASE("sampling explain: refuses what it does not know", "[sampling]") {
    Api api;
    for (const char* body : {"[]", "{", R"({"Path":"/"})", R"({"Host":1})", R"({"Attributes":[]})",
                             R"({"Attributes":{"a":1}})"}) {
        CAPTURE(body);
        REQUIRE(api.send("POST", "/_emulator/sampling/explain", body).status == 400);
    }
    REQUIRE(explain(api, {{"Host", nullptr}})["RuleName"] == "Default");
    REQUIRE(header_of(api.send("GET", "/_emulator/sampling/explain"), "Allow") == "POST");
}

TEST_CASE("sampling explain: texts are as long as patterns can cope with, and no longer", "[sampling]") {
    Api api;
    create_rule(api, {{"RuleName", "r"}, {"URLPath", "*" + std::string(126, 'a') + "b"}});
    const std::string longest(kMaxSampledText, 'a');
    REQUIRE(explain(api, {{"URLPath", longest}, {"Attributes", {{"k", longest}}}})["RuleName"] == "Default");
    for (const auto& [request, name] :
         {std::pair{json{{"URLPath", longest + "a"}}, "URLPath"},
          std::pair{json{{"Attributes", {{"k", longest + "a"}}}}, "Attributes.k"}}) {
        const api::HttpResponse refused = api.post("/_emulator/sampling/explain", request);
        REQUIRE(refused.status == 400);
        REQUIRE(refused.body.find(std::string(name) + " may have 4096 bytes at most") != std::string::npos);
    }
}
