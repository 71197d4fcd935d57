// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "api/request/model.hpp"
#include "api/routes.hpp"
#include "core/base/limits.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

// What a request may hold: nothing that a client sends makes the stack, or the memory, grow without bound.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

// An array in an array and so on, `levels` of them; nlohmann's own dump() would recurse.
std::string nested(std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
}

const Failure kTooDeep = serialization("Request body is nested deeper than 512 levels");

}  // namespace

TEST_CASE("request bounds: a body that nests too deep is refused by every operation", "[bounds]") {
    Api api;
    for (const api::Route& operation : api::operation_routes()) {
        CAPTURE(operation.operation);
        for (const std::size_t levels : {kMaxRequestDepth, std::size_t{200'000}}) {
            const std::string body = R"({"Unknown":)" + nested(levels) + "}";
            REQUIRE(failure_of(api.send("POST", operation.path, body)) == kTooDeep);
        }
    }
}

TEST_CASE("request bounds: deep nesting is refused wherever it stands", "[bounds]") {
    Api api;
    for (const auto& [path, head, tail] : std::vector<std::array<std::string_view, 3>>{
             {"/TelemetryRecords", R"({"TelemetryRecords":[{"Timestamp":1,"zz":)", "}]}"},
             {"/SamplingTargets", R"({"SamplingStatisticsDocuments":[{"SampleCount":)", "}]}"},
             {"/TraceSummaries", R"({"StartTime":0,"EndTime":1,"SamplingStrategy":{"x":)", "}}"},
             {"/CreateSamplingRule", R"({"SamplingRule":{"x":)", "}}"},
             {"/CreateGroup", R"({"GroupName":"a","InsightsConfiguration":{"x":)", "}}"},
             {"/TraceSegments", R"({"TraceSegmentDocuments":["x",)", "]}"}}) {
        const std::string body = std::string(head) + nested(200'000) + std::string(tail);
        CAPTURE(path);
        REQUIRE(failure_of(api.send("POST", path, body)) == kTooDeep);
    }
    for (const std::string_view path :
         {"/_emulator/reset", "/_emulator/clock", "/_emulator/sampling/explain", "/_emulator/wait"}) {
        const api::HttpResponse response = api.send("POST", path, R"({"all":)" + nested(200'000) + "}");
        CAPTURE(path);
        REQUIRE(response.status == 400);
        REQUIRE(json::parse(response.body)["Message"] == "Request body is nested deeper than 512 levels");
    }
}

TEST_CASE("request bounds: a policy that nests too deep is malformed", "[bounds]") {
    Api api;
    const std::string policy = R"({"Statement":[{"Effect":"Allow","Action":"*","x":)" + nested(2'000) + "}]}";
    const Failure failure =
        failure_of(api.post("/PutResourcePolicy", {{"PolicyName", "a"}, {"PolicyDocument", policy}}));
    REQUIRE(failure == Failure{400, "MalformedPolicyDocumentException", {{"Message", nullptr}}});
}

TEST_CASE("request bounds: members that the model does not know may nest down to the bound", "[bounds]") {
    Api api;
    for (const std::size_t levels : {31U, 32U, 33U, 100U, 511U}) {
        CAPTURE(levels);
        const std::string unknown = R"("Unknown":)" + nested(levels);
        REQUIRE(api.send("POST", "/GetSamplingRules", "{" + unknown + "}").status == 200);
        const std::string body = "{" + unknown + R"(,"TraceSegmentDocuments":[)" +
                                 json(segment(1, kNow, kNow + 1).dump()).dump() + "]}";
        const api::HttpResponse response = api.send("POST", "/TraceSegments", body);
        REQUIRE(response.status == 200);
        REQUIRE(response.body == R"({"UnprocessedTraceSegments":[]})");
    }
}
