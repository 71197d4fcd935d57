// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

const std::string kId = "01234567-89ab-4def-8123-456789abcdef";

json with_times(json request) {
    request["StartTime"] = 1790000000 - 3600;
    request["EndTime"] = 1790000000;
    return request;
}

}  // namespace

TEST_CASE("insights: no group has any", "[insights]") {
    Api api;
    const json empty{{"InsightSummaries", json::array()}, {"NextToken", nullptr}};
    REQUIRE(api.call("/InsightSummaries", with_times({{"GroupName", "Default"}})) == empty);
    REQUIRE(api.call("/InsightSummaries",
                     with_times({{"GroupARN", "arn:aws:xray:us-east-1:000000000000:group/Default"},
                                 {"States", {"ACTIVE"}},
                                 {"MaxResults", 100}})) == empty);
    REQUIRE(failure_of(api.post("/InsightSummaries", with_times({{"GroupName", "missing"}}))) ==
            invalid_request("Group not found"));
    REQUIRE(failure_of(api.post("/InsightSummaries", with_times(json::object()))) ==
            invalid_request("Provide either GroupName or GroupARN"));
    REQUIRE(failure_of(api.post("/InsightSummaries",
                                {{"GroupName", "Default"}, {"StartTime", 2}, {"EndTime", 1}})) ==
            invalid_request("End time cannot be earlier than start time"));
    REQUIRE(failure_of(
                api.post("/InsightSummaries", with_times({{"GroupName", "Default"}, {"States", {"OPEN"}}})))
                .type == "ValidationException");
}

TEST_CASE("insights: no id is known", "[insights]") {
    Api api;
    const Failure unknown = invalid_request("Insight not found");
    REQUIRE(failure_of(api.post("/Insight", {{"InsightId", kId}})) == unknown);
    REQUIRE(failure_of(api.post("/InsightEvents", {{"InsightId", kId}})) == unknown);
    REQUIRE(failure_of(api.post("/InsightImpactGraph", with_times({{"InsightId", kId}}))) == unknown);
    REQUIRE(failure_of(api.post("/Insight", {{"InsightId", "x"}})).type == "ValidationException");
}

TEST_CASE("insights: strict times", "[insights]") {
    Api api;
    api.context.strict = true;
    REQUIRE(failure_of(api.post("/InsightSummaries", {{"GroupName", "Default"},
                                                      {"StartTime", 1790000000 - 31 * 86400},
                                                      {"EndTime", 1790000000 - 30 * 86400}}))
                .type == "InvalidRequestException");
    REQUIRE(failure_of(api.post(
                "/InsightImpactGraph",
                {{"InsightId", kId}, {"StartTime", 1790000000 - 7 * 3600}, {"EndTime", 1790000000}})) ==
            invalid_request("Time range cannot be longer than 6 hours"));
}
