// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr const char* kTraceId = "1-6ab13b80-0123456789abcdef01234567";
constexpr const char* kInvocationId = "53995c3f42cd8ad8";
constexpr const char* kArn = "arn:aws:lambda:us-east-1:000000000000:function:price";

std::string header(const char* sampled = "1") {
    return std::string("Root=") + kTraceId + ";Parent=" + kInvocationId + ";Sampled=" + sampled;
}

json invocation(const json& changes = json::object()) {
    json body{{"FunctionName", "price"},
              {"TraceHeader", header()},
              {"StartTime", 1790000000.5},
              {"EndTime", 1790000002.0}};
    body.update(changes);
    return body;
}

json record(Api& api, const json& changes = json::object()) {
    return api.call("/_emulator/lambda-invocation", invocation(changes));
}

std::string refusal(Api& api, const json& changes) {
    const api::HttpResponse response = api.post("/_emulator/lambda-invocation", invocation(changes));
    REQUIRE(response.status == 400);
    return json::parse(response.body)["Message"];
}

// The documents of the trace by origin.
std::map<std::string, json> documents(Api& api) {
    std::map<std::string, json> found;
    const json answer = api.call("/Traces", {{"TraceIds", {kTraceId}}});
    REQUIRE(answer["Traces"].size() == 1);
    for (const json& segment : answer["Traces"][0]["Segments"]) {
        const json document = json::parse(segment["Document"].get<std::string>());
        found[document.value("origin", "")] = document;
    }
    return found;
}

// What an X-Ray SDK sends in a function: a subsegment below the header's parent.
void send_subsegment(Api& api) {
    const json subsegment{{"type", "subsegment"},       {"name", "look up"},
                          {"id", "1111111111111111"},   {"trace_id", kTraceId},
                          {"parent_id", kInvocationId}, {"start_time", 1790000001.0},
                          {"end_time", 1790000001.25},  {"annotations", {{"order", "o-1"}}}};
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {subsegment.dump()}}});
}

json summary(Api& api) {
    const json answer = api.call("/TraceSummaries", {{"StartTime", 1789999000}, {"EndTime", 1790001000}});
    REQUIRE(answer["TraceSummaries"].size() == 1);
    return answer["TraceSummaries"][0];
}

}  // namespace

TEST_CASE("lambda: an invocation is two segments, as Lambda was seen to send them", "[lambda]") {
    Api api;
    record(api, {{"RequestId", "04b18ae7-3d34-4c77-9382-60c2532fcdae"},
                 {"Initialization", {{"StartTime", 1790000000.25}, {"EndTime", 1790000000.75}}},
                 {"Invocation", {{"StartTime", 1790000000.75}, {"EndTime", 1790000001.5}}}});
    auto found = documents(api);
    REQUIRE(found.size() == 2);
    const json service = found["AWS::Lambda"];
    REQUIRE(service == json({{"id", service["id"]},
                             {"name", "price"},
                             {"start_time", 1790000000.5},
                             {"trace_id", kTraceId},
                             {"end_time", 1790000002.0},
                             {"http", {{"response", {{"status", 200}}}}},
                             {"aws", {{"request_id", "04b18ae7-3d34-4c77-9382-60c2532fcdae"}}},
                             {"origin", "AWS::Lambda"},
                             {"resource_arn", kArn}}));
    const json function = found["AWS::Lambda::Function"];
    REQUIRE(function["parent_id"] == service["id"]);
    REQUIRE(function["name"] == "price");
    REQUIRE(function["start_time"] == 1790000000.75);
    REQUIRE(function["end_time"] == 1790000002.0);
    REQUIRE(function["aws"] ==
            json({{"account_id", "000000000000"}, {"function_arn", kArn}, {"resource_names", {"price"}}}));
    REQUIRE_FALSE(function.contains("resource_arn"));
    json parts = function["subsegments"];
    REQUIRE(parts.size() == 3);
    const double times[][2] = {
        {1790000000.25, 1790000000.75}, {1790000000.75, 1790000001.5}, {1790000001.5, 1790000002.0}};
    const char* const names[] = {"Initialization", "Invocation", "Overhead"};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        CAPTURE(i);
        REQUIRE(parts[i] == json({{"id", parts[i]["id"]},
                                  {"name", names[i]},
                                  {"start_time", times[i][0]},
                                  {"end_time", times[i][1]},
                                  {"aws", {{"function_arn", kArn}}}}));
    }
    REQUIRE(parts[1]["id"] == kInvocationId);
}

TEST_CASE("lambda: what the function has sent hangs below the Invocation, whichever came first", "[lambda]") {
    const bool function_first = GENERATE(true, false);
    CAPTURE(function_first);
    Api api;
    if (function_first) send_subsegment(api);
    const json answer = record(api);
    if (!function_first) send_subsegment(api);
    auto found = documents(api);
    REQUIRE(answer ==
            json({{"TraceId", kTraceId},
                  {"Segments",
                   {{{"Id", found["AWS::Lambda"]["id"]}, {"Origin", "AWS::Lambda"}},
                    {{"Id", found["AWS::Lambda::Function"]["id"]}, {"Origin", "AWS::Lambda::Function"}}}}}));
    REQUIRE(found.size() == 2);
    const json parts = found["AWS::Lambda::Function"]["subsegments"];
    REQUIRE(parts[0]["name"] == "Invocation");
    REQUIRE(parts[0]["subsegments"][0]["name"] == "look up");
    const json told = summary(api);
    REQUIRE(told["IsPartial"] == false);
    REQUIRE(told["EntryPoint"]["Type"] == "AWS::Lambda");
    REQUIRE(told["ResponseTime"] == 1.5);
    REQUIRE(told["Http"]["HttpStatus"] == 200);
    REQUIRE(told["ResourceARNs"] ==
            json::parse(R"([{"ARN":"arn:aws:lambda:us-east-1:000000000000:function:price"}])"));
    REQUIRE(told["Annotations"].contains("order"));
}

TEST_CASE("lambda: the graph has the service and the function, as on AWS", "[lambda]") {
    Api api;
    record(api);
    const json graph = api.call("/TraceGraph", {{"TraceIds", {kTraceId}}});
    std::vector<std::string> types;
    for (const json& service : graph["Services"]) {
        REQUIRE(service["Name"] == "price");
        types.push_back(service["Type"]);
    }
    REQUIRE(types == std::vector<std::string>{"AWS::Lambda", "AWS::Lambda::Function", "client"});
    REQUIRE(graph["Services"][0]["Edges"].size() == 1);
    REQUIRE(graph["Services"][0]["Edges"][0]["ReferenceId"] == 1);
}

TEST_CASE("lambda: a caller's subsegment is above the service", "[lambda]") {
    Api api;
    record(api, {{"CallerId", "2222222222222222"}, {"AccountId", "123456789012"}, {"Region", "eu-west-1"}});
    auto found = documents(api);
    REQUIRE(found["AWS::Lambda"]["parent_id"] == "2222222222222222");
    REQUIRE(found["AWS::Lambda"]["resource_arn"] == "arn:aws:lambda:eu-west-1:123456789012:function:price");
    REQUIRE(found["AWS::Lambda::Function"]["aws"]["account_id"] == "123456789012");
}

TEST_CASE("lambda: a function that fails is a fault with its exception", "[lambda]") {
    Api api;
    record(api, {{"FunctionError", {{"Type", "KeyError"}, {"Message", "no price"}}}});
    auto found = documents(api);
    REQUIRE(found["AWS::Lambda"]["fault"] == true);
    REQUIRE(found["AWS::Lambda"]["http"]["response"]["status"] == 200);
    const json function = found["AWS::Lambda::Function"];
    REQUIRE(function["fault"] == true);
    REQUIRE(function["cause"]["exceptions"][0]["type"] == "KeyError");
    REQUIRE(function["cause"]["exceptions"][0]["message"] == "no price");
    REQUIRE(function["subsegments"][0]["fault"] == true);
    REQUIRE(summary(api)["HasFault"] == true);
}

TEST_CASE("lambda: a refused invocation is an error or a throttle by its status", "[lambda]") {
    Api api;
    record(api, {{"Status", 429}});
    REQUIRE(documents(api)["AWS::Lambda"]["throttle"] == true);
    REQUIRE(summary(api)["HasThrottle"] == true);
}

TEST_CASE("lambda: the same invocation again changes nothing", "[lambda]") {
    Api api;
    const json first = record(api);
    const auto before = documents(api);
    REQUIRE(record(api, {{"EndTime", 1790000003.0}}) == first);
    REQUIRE(documents(api) == before);
}

TEST_CASE("lambda: a trace that is not sampled gets no segments", "[lambda]") {
    Api api;
    REQUIRE(record(api, {{"TraceHeader", header("0")}}) ==
            json({{"Segments", json::array()}, {"TraceId", kTraceId}}));
    REQUIRE(api.call("/Traces", {{"TraceIds", {kTraceId}}})["Traces"].empty());
}

TEST_CASE("lambda: other fields of the header, and nulls, are passed over", "[lambda]") {
    Api api;
    record(api, {{"TraceHeader", "Self=1-2-3; " + header() + ";Lineage=a87bd80c:1"}, {"CallerId", nullptr}});
    REQUIRE(documents(api).size() == 2);
}

TEST_CASE("lambda: what is misused is told, and nothing is stored", "[lambda]") {
    Api api;
    const std::pair<json, std::string> cases[] = {
        {{{"FunctionName", nullptr}}, "FunctionName must be a text of 1 to 64 bytes"},
        {{{"FunctionName", "a b"}}, "FunctionName may have letters, digits, - and _"},
        {{{"TraceHeader", "Root=1-6ab13b80-0123456789abcdef01234567;Sampled=1"}},
         "TraceHeader must be what the function got: Root=1-8 digits-24 digits;Parent=16 digits;Sampled=1 "
         "(or 0)"},
        {{{"TraceHeader", header("?")}},
         "TraceHeader must be what the function got: Root=1-8 digits-24 digits;Parent=16 digits;Sampled=1 "
         "(or 0)"},
        {{{"StartTime", "now"}}, "StartTime must be epoch seconds"},
        {{{"EndTime", 1790000000}}, "EndTime must not be before its StartTime"},
        {{{"Initialization", 3}}, "Initialization must have StartTime and EndTime"},
        {{{"Initialization", {{"StartTime", 1}}}}, "Initialization.EndTime must be epoch seconds"},
        {{{"Invocation", {{"StartTime", 1}, {"EndTime", 2}, {"Cold", true}}}},
         "Invocation has StartTime and EndTime, no other members"},
        {{{"CallerId", "12"}},
         "CallerId must be the id of the subsegment that has invoked the function, 16 hex digits"},
        {{{"CallerId", kInvocationId}},
         "CallerId must be another id than TraceHeader's Parent: Lambda gives each function a new one"},
        {{{"Status", 42}}, "Status must be a status code of HTTP"},
        {{{"FunctionError", "KeyError"}}, "FunctionError must be an object with Type and Message"},
        {{{"FunctionError", {{"Stack", "x"}}}}, "There is no member FunctionError.Stack"},
        {{{"AccountId", "12"}}, "AccountId must be a text of 12 digits"},
        {{{"functionName", "price"}}, "There is no member functionName"},
    };
    for (const auto& [changes, message] : cases) REQUIRE(refusal(api, changes) == message);
    REQUIRE(api.call("/Traces", {{"TraceIds", {kTraceId}}})["Traces"].empty());
}
