// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json statistics(const std::string& rule, const std::string& client) {
    return {{"RuleName", rule},   {"ClientID", client}, {"Timestamp", 1790000000},
            {"RequestCount", 10}, {"SampledCount", 1},  {"BorrowCount", 1}};
}

const std::string kClient = "abcdef0123456789abcdef01";

}  // namespace

TEST_CASE("sampling: the default rule is always there, in the types that SDKs need", "[sampling]") {
    Api api;
    const api::HttpResponse response = api.send("POST", "/GetSamplingRules", "");
    REQUIRE(
        response.body ==
        R"({"NextToken":null,"SamplingRuleRecords":[{"CreatedAt":0.0,"ModifiedAt":0.0,"SamplingRule":{)"
        R"("Attributes":{},"FixedRate":0.05,"HTTPMethod":"*","Host":"*","Priority":10000,"ReservoirSize":1,)"
        R"("ResourceARN":"*","RuleARN":"arn:aws:xray:us-east-1:000000000000:sampling-rule/Default",)"
        R"("RuleName":"Default","ServiceName":"*","ServiceType":"*","URLPath":"*","Version":1}}]})");
}

TEST_CASE("sampling: NextToken of rules is ignored, also null", "[sampling]") {
    Api api;
    REQUIRE(api.call("/GetSamplingRules", {{"NextToken", nullptr}})["SamplingRuleRecords"].size() == 1);
    REQUIRE(api.call("/GetSamplingRules", {{"NextToken", "x"}})["SamplingRuleRecords"].size() == 1);
}

TEST_CASE("sampling: the first report gets no quota, the next one does", "[sampling]") {
    Api api;
    const json report{{"SamplingStatisticsDocuments", {statistics("Default", kClient)}}};
    const std::string first = api.post("/SamplingTargets", report).body;
    REQUIRE(first ==
            R"({"LastRuleModification":0.0,"SamplingTargetDocuments":[{"FixedRate":0.05,"Interval":null,)"
            R"("ReservoirQuota":null,"ReservoirQuotaTTL":null,"RuleName":"Default"}],)"
            R"("UnprocessedStatistics":[]})");
    api.clock.advance(10.1);
    const std::string second = api.post("/SamplingTargets", report).body;
    REQUIRE(second ==
            R"({"LastRuleModification":0.0,"SamplingTargetDocuments":[{"FixedRate":0.05,"Interval":10,)"
            R"("ReservoirQuota":1,"ReservoirQuotaTTL":1790000310.0,"RuleName":"Default"}],)"
            R"("UnprocessedStatistics":[]})");
}

TEST_CASE("sampling: unknown rules are unprocessed, the others are answered", "[sampling]") {
    Api api;
    const json answer = api.call(
        "/SamplingTargets",
        {{"SamplingStatisticsDocuments", {statistics("gone", kClient), statistics("Default", kClient)}}});
    REQUIRE(answer["SamplingTargetDocuments"].size() == 1);
    REQUIRE(answer["UnprocessedStatistics"] ==
            json::parse(R"([{"ErrorCode":"400","Message":"Unknown rule","RuleName":"gone"}])"));
    REQUIRE_FALSE(answer.contains("UnprocessedBoostStatistics"));
}

TEST_CASE("sampling: the dialects of the SDKs are understood", "[sampling]") {
    Api api;
    json milliseconds = statistics("Default", kClient);
    milliseconds["Timestamp"] = 1795374571783;
    json fractional = statistics("Default", "ABCDEF0123456789ABCDEF01");
    fractional["Timestamp"] = 1795374571.783;
    json sample_count = statistics("Default", kClient);
    sample_count.erase("SampledCount");
    sample_count.erase("BorrowCount");
    sample_count["SampleCount"] = 3;
    for (const json& document : {milliseconds, fractional, sample_count}) {
        CAPTURE(document);
        const json answer = api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", {document}}});
        REQUIRE(answer["SamplingTargetDocuments"].size() == 1);
        REQUIRE(answer["UnprocessedStatistics"].empty());
    }
    const json empty = api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", json::array()}});
    REQUIRE(empty["SamplingTargetDocuments"].empty());
}

TEST_CASE("sampling: more than 25 reports pass, unless strict", "[sampling]") {
    Api api;
    json documents = json::array();
    for (int i = 0; i < 26; ++i) documents.push_back(statistics("Default", kClient));
    REQUIRE(
        api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", documents}})["SamplingTargetDocuments"]
            .size() == 26);
    api.context.strict = true;
    REQUIRE(failure_of(api.post("/SamplingTargets", {{"SamplingStatisticsDocuments", documents}})).type ==
            "ValidationException");
}

TEST_CASE("sampling: boost documents name unknown rules too", "[sampling]") {
    Api api;
    const json boost{{"RuleName", "gone"}, {"ServiceName", "s"}, {"Timestamp", 1790000000.5},
                     {"AnomalyCount", 2},  {"TotalCount", 1},    {"SampledAnomalyCount", 0}};
    const json answer = api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", json::array()},
                                                      {"SamplingBoostStatisticsDocuments", {boost}}});
    REQUIRE(answer == json::parse(R"({"LastRuleModification":0.0,"SamplingTargetDocuments":[],
        "UnprocessedBoostStatistics":[{"ErrorCode":"400","Message":"Unknown rule","RuleName":"gone"}],
        "UnprocessedStatistics":[]})"));
}

TEST_CASE("sampling: a report needs its list and its members", "[sampling]") {
    Api api;
    REQUIRE(failure_of(api.send("POST", "/SamplingTargets", "")) ==
            validation(
                "1 validation error detected: Value null at 'samplingStatisticsDocuments' failed to satisfy "
                "constraint: Member must not be null"));
    json bad = statistics("Default", "short");
    bad.erase("RuleName");
    REQUIRE(
        failure_of(api.post("/SamplingTargets", {{"SamplingStatisticsDocuments", {bad}}})) ==
        validation(
            "2 validation errors detected: Value null at 'samplingStatisticsDocuments.1.member.ruleName' "
            "failed to satisfy constraint: Member must not be null; Value 'short' at "
            "'samplingStatisticsDocuments.1.member.clientID' failed to satisfy constraint: Member must have "
            "length greater than or equal to 24"));
    json bare = statistics("Default", kClient);
    for (const char* count : {"RequestCount", "SampledCount", "BorrowCount"}) bare.erase(count);
    REQUIRE(api.call("/SamplingTargets", {{"SamplingStatisticsDocuments", {bare}}})["SamplingTargetDocuments"]
                .size() == 1);
    bad = statistics("Default", kClient);
    bad["Timestamp"] = "2026-09-21T00:00:00Z";
    REQUIRE(failure_of(api.post("/SamplingTargets", {{"SamplingStatisticsDocuments", {bad}}})) ==
            serialization("STRING_VALUE can not be converted to milliseconds since epoch"));
}
