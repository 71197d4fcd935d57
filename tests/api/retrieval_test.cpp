// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

std::string trace_id(int number) {
    const std::string digits = std::to_string(100 + number);
    return "1-6ab38c84-000000000000000000000" + digits;
}

// A trace of one segment that begins at `start` and ends two seconds later.
void put_trace(Api& api, int number, double start) {
    const json document{{"trace_id", trace_id(number)},
                        {"id", "70de5b6f19ff9a0a"},
                        {"name", "api"},
                        {"start_time", start},
                        {"end_time", start + 2}};
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {document.dump()}}});
}

std::string start_retrieval(Api& api, const json& ids, double from = 1790000000, double to = 1790000100) {
    return api.call("/StartTraceRetrieval",
                    {{"TraceIds", ids}, {"StartTime", from}, {"EndTime", to}})["RetrievalToken"];
}

json list(Api& api, const std::string& token, json more = json::object()) {
    more["RetrievalToken"] = token;
    return api.call("/ListRetrievedTraces", more);
}

}  // namespace

TEST_CASE("retrieval: traces come back as documents, at once", "[retrieval]") {
    Api api;
    put_trace(api, 1, 1790000000);
    const std::string token = start_retrieval(api, {trace_id(1), trace_id(2)});
    const json answer = list(api, token);
    REQUIRE(answer["RetrievalStatus"] == "COMPLETE");
    REQUIRE(answer["TraceFormat"] == "XRAY");
    REQUIRE(answer["NextToken"].is_null());
    REQUIRE(answer["Traces"].size() == 1);
    REQUIRE(answer["Traces"][0]["Id"] == trace_id(1));
    REQUIRE(answer["Traces"][0]["Duration"] == 2.0);
    REQUIRE(answer["Traces"][0]["Spans"].size() == 1);
    REQUIRE(answer["Traces"][0]["Spans"][0]["Id"] == "70de5b6f19ff9a0a");
    REQUIRE(json::parse(answer["Traces"][0]["Spans"][0]["Document"].get<std::string>())["name"] == "api");
}

TEST_CASE("retrieval: both ends of the range are in it", "[retrieval]") {
    Api api;
    put_trace(api, 1, 1790000000);
    put_trace(api, 2, 1790000100);
    put_trace(api, 3, 1790000100.5);
    put_trace(api, 4, 1789999999.5);
    const json ids{trace_id(1), trace_id(2), trace_id(3), trace_id(4)};
    REQUIRE(list(api, start_retrieval(api, ids))["Traces"].size() == 2);
}

TEST_CASE("retrieval: five traces a page, each once", "[retrieval]") {
    Api api;
    json ids = json::array();
    for (int i = 0; i < 12; ++i) {
        put_trace(api, i, 1790000000 + i);
        ids.push_back(trace_id(i));
        ids.push_back(trace_id(i));
    }
    const std::string token = start_retrieval(api, ids);
    json found = json::array();
    json page = list(api, token);
    for (int pages = 1; pages <= 3; ++pages) {
        REQUIRE(page["Traces"].size() == (pages < 3 ? 5U : 2U));
        for (const json& trace : page["Traces"]) found.push_back(trace["Id"]);
        REQUIRE(page["NextToken"].is_null() == (pages == 3));
        if (pages < 3) page = list(api, token, {{"NextToken", page["NextToken"]}});
    }
    REQUIRE(found.size() == 12);
    REQUIRE(
        failure_of(api.post("/ListRetrievedTraces", {{"RetrievalToken", token}, {"NextToken", "x"}})).type ==
        "InvalidRequestException");
}

TEST_CASE("retrieval: the graph wraps each service", "[retrieval]") {
    Api api;
    put_trace(api, 1, 1790000000);
    const std::string token = start_retrieval(api, {trace_id(1)});
    const json graph = api.call("/GetRetrievedTracesGraph", {{"RetrievalToken", token}});
    REQUIRE(graph["RetrievalStatus"] == "COMPLETE");
    REQUIRE(graph["Services"].size() == 2);
    for (const json& service : graph["Services"]) {
        REQUIRE(service["Links"] == json::array());
        REQUIRE(service["Service"].contains("ReferenceId"));
    }
}

TEST_CASE("retrieval: a cancelled one gives nothing", "[retrieval]") {
    Api api;
    put_trace(api, 1, 1790000000);
    const std::string token = start_retrieval(api, {trace_id(1)});
    REQUIRE(api.call("/CancelTraceRetrieval", {{"RetrievalToken", token}}) == json::object());
    REQUIRE(list(api, token)["RetrievalStatus"] == "CANCELLED");
    REQUIRE(list(api, token)["Traces"].empty());
    REQUIRE(api.call("/GetRetrievedTracesGraph", {{"RetrievalToken", token}})["Services"].empty());
}

TEST_CASE("retrieval: errors", "[retrieval]") {
    Api api;
    for (const std::string_view path :
         {"/ListRetrievedTraces", "/GetRetrievedTracesGraph", "/CancelTraceRetrieval"}) {
        const Failure failure = failure_of(api.post(path, {{"RetrievalToken", "unknown"}}));
        CAPTURE(path);
        REQUIRE(failure.status == 404);
        REQUIRE(failure.type == "ResourceNotFoundException");
    }
    const auto start = [&](const json& ids, double from, double to) {
        return failure_of(
            api.post("/StartTraceRetrieval", {{"TraceIds", ids}, {"StartTime", from}, {"EndTime", to}}));
    };
    REQUIRE(start({"nonsense"}, 1, 2) == invalid_request("Invalid trace id nonsense: incorrect id format"));
    REQUIRE(start(json::array(), 2, 1) == invalid_request("End time cannot be earlier than start time"));
    REQUIRE(start(json(101, trace_id(1)), 1, 2).type == "ValidationException");
    const std::string token = start_retrieval(api, json::array());
    REQUIRE(list(api, token)["Traces"].empty());
    const Failure otel =
        failure_of(api.post("/ListRetrievedTraces", {{"RetrievalToken", token}, {"TraceFormat", "OTEL"}}));
    REQUIRE(otel.status == 501);
    api.clock.advance(25 * 3600);
    (void)start_retrieval(api, json::array());
    REQUIRE(failure_of(api.post("/ListRetrievedTraces", {{"RetrievalToken", token}})).status == 404);
}
