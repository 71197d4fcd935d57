// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "api/faults/fault_list.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

// Faults that a test asks for: /_emulator/faults.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json set_faults(Api& api, const json& faults) {
    const api::HttpResponse response = api.send("PUT", "/_emulator/faults", json{{"faults", faults}}.dump());
    REQUIRE(response.status == 200);
    return json::parse(response.body);
}

std::string refusal_of(Api& api, const std::string& body) {
    const api::HttpResponse response = api.send("PUT", "/_emulator/faults", body);
    REQUIRE(response.status == 400);
    return json::parse(response.body)["Message"];
}

json shown(Api& api) {
    return json::parse(api.send("GET", "/_emulator/faults").body)["faults"];
}

unsigned put_status(Api& api) {
    return api.post("/TraceSegments", {{"TraceSegmentDocuments", {segment(1, kNow - 1, kNow).dump()}}})
        .status;
}

}  // namespace

TEST_CASE("faults: the next calls of an operation fail with an exception", "[faults]") {
    Api api;
    const json faults =
        json::parse(R"([{"operation":"PutTraceSegments","error":"ThrottledException","count":2}])");
    REQUIRE(set_faults(api, faults)["faults"] == faults);
    const Failure failure =
        failure_of(api.post("/TraceSegments", {{"TraceSegmentDocuments", json::array()}}));
    REQUIRE(failure.status == 429);
    REQUIRE(failure.type == "ThrottledException");
    REQUIRE(failure.body["Message"] == "Injected by /_emulator/faults");
    REQUIRE(api.post("/GetSamplingRules", json::object()).status == 200);
    REQUIRE(put_status(api) == 429);
    REQUIRE(api.store->totals().segments == 0);
    REQUIRE(put_status(api) == 200);
    REQUIRE(api.counters.faults_injected == 2);
    REQUIRE(shown(api)[0]["count"] == 0);
    REQUIRE(shown(api)[0]["applied"] == 2);
    // What GET tells can be put again.
    REQUIRE(set_faults(api, shown(api))["faults"][0]["count"] == 0);
    REQUIRE(set_faults(api, json::array())["faults"].empty());
}

TEST_CASE("faults: each exception of the service model can be had, and InternalFailure", "[faults]") {
    Api api;
    for (const auto& [name, status] :
         std::vector<std::pair<std::string, unsigned>>{{"InvalidRequestException", 400},
                                                       {"ThrottledException", 429},
                                                       {"ResourceNotFoundException", 404},
                                                       {"RuleLimitExceededException", 400},
                                                       {"TooManyTagsException", 400},
                                                       {"MalformedPolicyDocumentException", 400},
                                                       {"LockoutPreventionException", 400},
                                                       {"InvalidPolicyRevisionIdException", 400},
                                                       {"PolicyCountLimitExceededException", 400},
                                                       {"PolicySizeLimitExceededException", 400},
                                                       {"InternalFailure", 500}}) {
        CAPTURE(name);
        set_faults(api, {{{"operation", "*"}, {"error", name}}});
        const Failure failure = failure_of(api.post("/Groups", json::object()));
        REQUIRE(failure.status == status);
        REQUIRE(failure.type == name);
    }
}

TEST_CASE("faults: a share of the calls", "[faults]") {
    Api api;
    set_faults(api, {{{"operation", "GetGroups"}, {"error", "ThrottledException"}, {"share", 0}},
                     {{"operation", "*"}, {"error", "InternalFailure"}, {"share", 1}}});
    for (int i = 0; i < 20; ++i) REQUIRE(api.post("/Groups", json::object()).status == 500);
    REQUIRE(shown(api)[0].contains("applied") == false);
    REQUIRE(shown(api)[1]["applied"] == 20);
}

TEST_CASE("faults: datagrams are no operation, and what is the emulator's own never fails", "[faults]") {
    Api api;
    set_faults(api, {{{"operation", "*"}, {"error", "InternalFailure"}}});
    REQUIRE_FALSE(api.context.faults.meet(api::kUdpFault));
    for (const char* path : {"/_emulator/health", "/_emulator/stats", "/_emulator/faults", "/metrics"})
        REQUIRE(api.send("GET", path).status == 200);
    set_faults(api, {{{"operation", "UDP"}, {"drop", true}, {"count", 1}}});
    REQUIRE(put_status(api) == 200);
    REQUIRE(api.context.faults.meet(api::kUdpFault));
    REQUIRE_FALSE(api.context.faults.meet(api::kUdpFault));
}

TEST_CASE("faults: the console works on, and uses up none", "[faults]") {
    Api api;
    set_faults(api, {{{"operation", "*"}, {"error", "InternalFailure"}, {"count", 1}}});
    REQUIRE(api.send("POST", "/Groups", "{}", {{"Host", "localhost:2000"}, {"Sec-Fetch-Site", "same-origin"}})
                .status == 200);
    REQUIRE(api.post("/Groups", json::object()).status == 500);
}

TEST_CASE("faults: a call that is delayed is done at once, and answered later", "[faults]") {
    Api api;
    set_faults(api, {{{"operation", "PutTraceSegments"}, {"delayMs", 1500}}});
    const api::HttpResponse response =
        api.post("/TraceSegments", {{"TraceSegmentDocuments", {segment(1, kNow - 1, kNow).dump()}}});
    REQUIRE(response.later != nullptr);
    REQUIRE(api.store->totals().segments == 1);
    REQUIRE(response.later->timeout() == std::chrono::milliseconds(1500));
    std::vector<api::HttpResponse> given;
    response.later->start([&](api::HttpResponse late) { given.push_back(std::move(late)); });
    REQUIRE(given.empty());
    response.later->expire();
    response.later->shut_down();
    REQUIRE(given.size() == 1);
    REQUIRE(given[0].status == 200);
    REQUIRE(json::parse(given[0].body)["UnprocessedTraceSegments"].empty());
}

TEST_CASE("faults: an end does not wait for what is delayed, and nobody is told who has left", "[faults]") {
    Api api;
    set_faults(api, {{{"operation", "*"}, {"delayMs", 300'000}}});
    int given = 0;
    const auto count = [&](const api::HttpResponse&) { ++given; };
    const api::HttpResponse left = api.post("/Groups", json::object());
    left.later->start(count);
    left.later->cancel();
    left.later->expire();
    REQUIRE(given == 0);
    const api::HttpResponse ended = api.post("/Groups", json::object());
    ended.later->shut_down();
    ended.later->start(count);
    REQUIRE(given == 1);
}

TEST_CASE("faults: what is not understood is refused, and changes nothing", "[faults]") {
    Api api;
    const json before = set_faults(api, {{{"operation", "*"}, {"delayMs", 1}, {"count", 7}}});
    for (const auto& [fault, reason] : std::vector<std::pair<std::string, std::string>>{
             {R"({})", "Fault 1: \"operation\" is missing"},
             {R"(1)", "Fault 1: it must be an object"},
             {R"({"operation":"PutSegments","drop":true})", "\"operation\" must be the name of an operation"},
             {R"({"operation":"*"})", "exactly one of"},
             {R"({"operation":"*","error":"InternalFailure","delayMs":1})", "exactly one of"},
             {R"({"operation":"*","error":"Oops"})", "\"error\" must be one of InvalidRequestException, "},
             {R"({"operation":"*","delayMs":-1})", "\"delayMs\" must be a whole number from 0 to 300000"},
             {R"({"operation":"*","delayMs":1.5})", "\"delayMs\" must be"},
             {R"({"operation":"*","delayMs":1e300})", "\"delayMs\" must be"},
             {R"({"operation":"*","drop":true})", "\"drop\" goes with \"UDP\" only"},
             {R"({"operation":"UDP","delayMs":1})", "\"UDP\" goes with \"drop\" only"},
             {R"({"operation":"UDP","drop":"yes"})", "\"drop\" must be true or false"},
             {R"({"operation":"*","delayMs":1,"count":-1})", "\"count\" must be a whole number"},
             {R"({"operation":"*","delayMs":1,"share":1.1})", "\"share\" must be a number from 0 to 1"},
             {R"({"operation":"*","delayMs":1,"share":1,"count":1})", "\"count\" or \"share\", not both"},
             {R"({"operation":"*","delay":1})", "there is no member \"delay\""}}) {
        CAPTURE(fault);
        REQUIRE_THAT(refusal_of(api, R"({"faults":[)" + fault + "]}"), Catch::Contains(reason));
    }
    for (const char* body : {"", "[]", "{}", R"({"faults":{}})", R"({"faults":[],"more":1})", "{"})
        REQUIRE_FALSE(refusal_of(api, body).empty());
    json many = json::array();
    for (int i = 0; i < 1001; ++i) many.push_back(before["faults"][0]);
    REQUIRE(refusal_of(api, json{{"faults", many}}.dump()) == "There can be at most 1000 faults");
    REQUIRE(shown(api) == before["faults"]);
}

TEST_CASE("faults: only a reset of everything ends them", "[faults]") {
    Api api;
    set_faults(api, {{{"operation", "UDP"}, {"drop", true}}});
    api.call("/_emulator/reset");
    REQUIRE(shown(api).size() == 1);
    api.call("/_emulator/reset", {{"all", true}});
    REQUIRE(shown(api).empty());
}
