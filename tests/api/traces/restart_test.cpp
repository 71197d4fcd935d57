// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/temporary_folder.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

// Everything that the control plane tells of itself.
json read_everything(Api& api) {
    const json groups = api.call("/Groups");
    json all{{"groups", groups},
             {"rules", api.call("/GetSamplingRules")},
             {"policies", api.call("/ListResourcePolicies")},
             {"encryption", api.call("/EncryptionConfig")},
             {"indexing", api.call("/GetIndexingRules")},
             {"destination", api.call("/GetTraceSegmentDestination")}};
    for (const json& group : groups["Groups"]) {
        if (group["GroupName"] == "Default") continue;
        all["tags"].push_back(api.call("/ListTagsForResource", {{"ResourceARN", group["GroupARN"]}}));
    }
    return all;
}

void change_everything(Api& api) {
    (void)api.call("/CreateGroup", {{"GroupName", "g"},
                                    {"FilterExpression", "fault"},
                                    {"InsightsConfiguration", {{"InsightsEnabled", true}}},
                                    {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
    (void)api.call("/CreateSamplingRule",
                   {{"SamplingRule",
                     {{"RuleName", "r"},
                      {"ResourceARN", "*"},
                      {"Priority", 1},
                      {"FixedRate", 0.3},
                      {"ReservoirSize", 2},
                      {"ServiceName", "a"},
                      {"ServiceType", "b"},
                      {"Host", "c"},
                      {"HTTPMethod", "GET"},
                      {"URLPath", "/d"},
                      {"Version", 1},
                      {"Attributes", {{"x", "y"}}},
                      {"SamplingRateBoost", {{"MaxRate", 0.5}, {"CooldownWindowMinutes", 3}}}}}});
    (void)api.call("/UpdateSamplingRule",
                   {{"SamplingRuleUpdate", {{"RuleName", "Default"}, {"FixedRate", 0.01}}}});
    (void)api.call(
        "/PutResourcePolicy",
        {{"PolicyName", "p"}, {"PolicyDocument", R"({"Statement":{"Effect":"Allow","Action":"*"}})"}});
    (void)api.call("/PutEncryptionConfig", {{"Type", "KMS"}, {"KeyId", "alias/k"}});
    (void)api.call(
        "/UpdateIndexingRule",
        {{"Name", "Default"}, {"Rule", {{"Probabilistic", {{"DesiredSamplingPercentage", 7.25}}}}}});
    (void)api.call("/UpdateTraceSegmentDestination", {{"Destination", "CloudWatchLogs"}});
}

}  // namespace

TEST_CASE("restart: the control plane is as it was", "[restart]") {
    const TemporaryFolder folder;
    storage::StoreOptions options;
    options.path = folder.file("x.db");
    json before;
    std::string retrieval;
    {
        Api api(options);
        change_everything(api);
        retrieval = api.call("/StartTraceRetrieval", {{"TraceIds", {"1-58406520-a006649127e371903a2de979"}},
                                                      {"StartTime", 1},
                                                      {"EndTime", 2}})["RetrievalToken"];
        before = read_everything(api);
    }
    Api api(options);
    REQUIRE(read_everything(api) == before);
    REQUIRE(api.call("/ListRetrievedTraces", {{"RetrievalToken", retrieval}})["RetrievalStatus"] ==
            "COMPLETE");
}

TEST_CASE("restart: reset keeps the control plane, reset of all does not", "[restart]") {
    Api api;
    const json untouched = read_everything(api);
    change_everything(api);
    const json changed = read_everything(api);
    REQUIRE(api.send("POST", "/_emulator/reset", "{}").status == 200);
    REQUIRE(read_everything(api) == changed);
    REQUIRE(api.send("POST", "/_emulator/reset", R"({"all":true})").status == 200);
    REQUIRE(read_everything(api) == untouched);
}
