// SPDX-License-Identifier: Apache-2.0
// FilterExpression of GetTraceSummaries, and what groups and selectors take of the language.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr double kStart = 1790000000;

// One trace of one segment; `number` tells traces apart, in their ids too.
void put(Api& api, int number, json members) {
    const std::string digits = std::to_string(number);
    members["trace_id"] = "1-58406520-00000000000000000000000" + digits;
    members["id"] = "000000000000000" + digits;
    members["start_time"] = kStart - 10;
    if (!members.contains("end_time")) members["end_time"] = kStart - 9;
    const json answer = api.call("/TraceSegments", {{"TraceSegmentDocuments", {members.dump()}}});
    REQUIRE(answer["UnprocessedTraceSegments"].empty());
}

// 1: good, of alice. 2: a fault. 3: an error of another type of annotation, slow.
void put_three(Api& api) {
    put(api, 1, {{"name", "shop"}, {"user", "alice"}, {"annotations", {{"rank", 20}, {"team", "a"}}}});
    put(api, 2, {{"name", "ledger"}, {"fault", true}, {"annotations", {{"rank", 5}, {"team", "b"}}}});
    put(api, 3,
        {{"name", "shop"}, {"error", true}, {"end_time", kStart - 3}, {"annotations", {{"rank", "20"}}}});
}

json query(const std::string& expression) {
    return {{"StartTime", kStart - 60}, {"EndTime", kStart}, {"FilterExpression", expression}};
}

// The numbers of the traces that an expression selects, as digits.
std::string selected(Api& api, const std::string& expression) {
    std::string numbers;
    const json answer = api.call("/TraceSummaries", query(expression));
    for (const json& summary : answer["TraceSummaries"]) {
        numbers += summary["Id"].get<std::string>().back();
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::string create_group(Api& api, const std::string& name, const std::string& expression) {
    return api.call("/CreateGroup",
                    {{"GroupName", name}, {"FilterExpression", expression}})["Group"]["GroupARN"];
}

}  // namespace

TEST_CASE("filter expressions: select summaries", "[filter]") {
    Api api;
    put_three(api);
    CHECK(selected(api, "") == "123");
    CHECK(selected(api, "fault") == "2");
    CHECK(selected(api, "!ok") == "23");
    CHECK(selected(api, "annotation.rank >= 20") == "1");
    CHECK(selected(api, "annotation.rank = \"20\" OR user = \"alice\"") == "13");
    CHECK(selected(api, "service(\"shop\") { error } AND duration = 7") == "3");
    CHECK(selected(api, "service(id(account.id: \"000000000000\", type: \"client\"))") == "123");
    CHECK(selected(api, "annotation.absent").empty());
}

TEST_CASE("filter expressions: traces that an index keeps out count as processed", "[filter]") {
    Api api;
    put_three(api);
    for (const char* expression :
         {"fault", "annotation.team = \"b\"", "service(\"ledger\")", "user = \"nobody\""}) {
        INFO(expression);
        CHECK(api.call("/TraceSummaries", query(expression))["TracesProcessedCount"] == 3);
        json by_receipt = query(expression);
        by_receipt["TimeRangeType"] = "Event";
        by_receipt["EndTime"] = kStart + 10;
        CHECK(api.call("/TraceSummaries", by_receipt)["TracesProcessedCount"] == 3);
    }
}

TEST_CASE("filter expressions: are refused with the service's own text", "[filter]") {
    Api api;
    const auto refusal = [&](const std::string& expression) {
        return failure_of(api.post("/TraceSummaries", query(expression)));
    };
    CHECK(refusal(R"(annotation.owner = "stackd-xq-89ae23bb13" AND (madeup = 7))") ==
          invalid_request("Error Location: line 1, position 48 : Invalid input symbol: 'ma'"));
    CHECK(refusal("fault AND") ==
          invalid_request("Error Location: line 1, position 10 : Invalid input symbol: '<EOF>'"));
    CHECK(refusal("message = \"x\"") ==
          invalid_request("Error Location: line 1, position 1 : Invalid input symbol: 'message'"));
    CHECK(refusal("(fault") ==
          invalid_request("Error Location: line 1, position 7 : missing ')' at end of expression"));
    CHECK(refusal("http.status CONTAINS \"404\"") ==
          invalid_request("Error Location: line 1, position 13 : Invalid input symbol: 'CONTAINS'"));
}

TEST_CASE("filter expressions: know groups by name and ARN", "[filter]") {
    Api api;
    put_three(api);
    const std::string failing = create_group(api, "failing", "fault OR error");
    create_group(api, "nested", "group.arn = \"" + failing + "\" AND !fault");
    create_group(api, "itself", "group.name = \"itself\"");
    CHECK(selected(api, "group.name = \"failing\"") == "23");
    CHECK(selected(api, "group.name != \"failing\"") == "1");
    CHECK(selected(api, "group.arn = \"" + failing + "\" AND annotation.team = \"b\"") == "2");
    CHECK(selected(api, "group.name = \"nested\"") == "3");
    CHECK(selected(api, "group.name = \"Default\"") == "123");
    CHECK(selected(api, "group.name = \"itself\"").empty());
    CHECK(selected(api, "group.name = \"unknown\"").empty());

    api.call("/UpdateGroup",
             {{"GroupName", "failing"}, {"FilterExpression", "group.name = \"Default\" AND ok"}});
    CHECK(selected(api, "group.name = \"failing\"") == "1");
}

TEST_CASE("filter expressions: groups refuse what queries refuse", "[filter]") {
    Api api;
    CHECK(failure_of(
              api.post("/CreateGroup", {{"GroupName", "g"}, {"FilterExpression", "fault AND madeup"}})) ==
          invalid_request("Error Location: line 1, position 11 : Invalid input symbol: 'ma'"));
    create_group(api, "g", "fault");
    CHECK(failure_of(api.post("/UpdateGroup", {{"GroupName", "g"}, {"FilterExpression", "fault >"}})) ==
          invalid_request("Error Location: line 1, position 8 : Invalid input symbol: '<EOF>'"));
}

TEST_CASE("filter expressions: selectors of time series take one node or edge", "[filter]") {
    Api api;
    const auto refusal = [&](const std::string& selector) {
        return failure_of(api.post(
            "/TimeSeriesServiceStatistics",
            {{"StartTime", kStart - 60}, {"EndTime", kStart}, {"EntitySelectorExpression", selector}}));
    };
    CHECK(refusal("id(name: \"front\")") ==
          invalid_request("Error Location: line 1, position 1 : Invalid input symbol: 'id'"));
    CHECK(refusal("service()") ==
          invalid_request("Error Location: line 1, position 9 : Invalid input symbol: ')'"));
    CHECK(refusal("edge()") ==
          invalid_request("Error Location: line 1, position 6 : Invalid input symbol: ')'"));
}
