// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>

#include "tests/api/support/api_fixture.hpp"

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
    for (const char* bad : {"x", "page-", "page-1", "page-1-", "page--1", "page-1-x", "page-1-0 ",
                            "page-99999999999999999999-0"}) {
        CAPTURE(bad);
        for (const char* path : {"/ListRetrievedTraces", "/GetRetrievedTracesGraph"}) {
            REQUIRE(failure_of(api.post(path, {{"RetrievalToken", token}, {"NextToken", bad}})) ==
                    invalid_request("Invalid token " + std::string(bad)));
        }
    }
}

TEST_CASE("retrieval: a trace of more than 100 spans goes on on the next page", "[retrieval]") {
    Api api;
    json documents = json::array();
    for (int i = 0; i < 205; ++i) {
        documents.push_back(json{
            {"trace_id", trace_id(1)},
            {"id", "70de5b6f19ff9" + std::to_string(100 + i)},
            {"name", "api"},
            {"start_time", 1790000000 + i},
            {"end_time",
             1790000300}}.dump());
    }
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", documents}});
    put_trace(api, 2, 1790000000);
    const std::string token = start_retrieval(api, {trace_id(1), trace_id(2)});
    for (const char* format : {"XRAY", "OTEL"}) {
        CAPTURE(format);
        std::set<std::string> seen;
        json page = list(api, token, {{"TraceFormat", format}});
        for (const std::size_t spans : {100U, 100U}) {
            REQUIRE(page["Traces"].size() == 1);
            REQUIRE(page["Traces"][0]["Id"] == trace_id(1));
            REQUIRE(page["Traces"][0]["Spans"].size() == spans);
            for (const json& span : page["Traces"][0]["Spans"]) seen.insert(span["Id"].get<std::string>());
            page = list(api, token, {{"TraceFormat", format}, {"NextToken", page["NextToken"]}});
        }
        REQUIRE(page["NextToken"].is_null());
        REQUIRE(page["Traces"].size() == 2);
        REQUIRE(page["Traces"][0]["Spans"].size() == 5);
        REQUIRE(page["Traces"][1]["Id"] == trace_id(2));
        for (const json& span : page["Traces"][0]["Spans"]) seen.insert(span["Id"].get<std::string>());
        REQUIRE(seen.size() == 205);
    }
}

TEST_CASE("retrieval: OTEL gives one span for each segment and subsegment", "[retrieval]") {
    Api api;
    const json document{{"trace_id", trace_id(1)},
                        {"id", "70de5b6f19ff9a0a"},
                        {"name", "shop"},
                        {"start_time", 1790000000.25},
                        {"end_time", 1790000002.5},
                        {"subsegments",
                         {{{"name", "payments"},
                           {"id", "53995c3f42cd8ad8"},
                           {"namespace", "remote"},
                           {"start_time", 1790000000.5},
                           {"end_time", 1790000001.5}}}}};
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {document.dump()}}});
    const json answer = list(api, start_retrieval(api, {trace_id(1)}), {{"TraceFormat", "OTEL"}});
    REQUIRE(answer["RetrievalStatus"] == "COMPLETE");
    REQUIRE(answer["TraceFormat"] == "OTEL");
    REQUIRE(answer["Traces"][0]["Id"] == trace_id(1));
    REQUIRE(answer["Traces"][0]["Duration"] == 2.25);
    const json& spans = answer["Traces"][0]["Spans"];
    REQUIRE(spans.size() == 2);
    const json call = json::parse(spans[1]["Document"].get<std::string>());
    REQUIRE(spans[1]["Id"] == "53995c3f42cd8ad8");
    REQUIRE(call["traceId"] == "6ab38c84000000000000000000000101");
    REQUIRE(call["parentSpanId"] == "70de5b6f19ff9a0a");
    REQUIRE(call["kind"] == "CLIENT");
    REQUIRE(call["resource"]["attributes"]["service.name"] == "shop");
}

TEST_CASE("retrieval: the graph tells which traces a service's segments link to", "[retrieval]") {
    Api api;
    const auto linked = [](int number, const char* type) {
        return json{{"trace_id", trace_id(number)},
                    {"id", "aaaaaaaaaaaaaaa1"},
                    {"attributes", {{"aws.xray.reserved.reference_type", type}}}};
    };
    const auto document = [](int number, const std::string& name, const json& links) {
        return json{{"trace_id", trace_id(number)}, {"id", "70de5b6f19ff9a0a"}, {"name", name},
                    {"start_time", 1790000000},     {"end_time", 1790000001},   {"links", links}}
            .dump();
    };
    const json consumer = {linked(5, "parent"), linked(6, "parent"), linked(5, "parent"), linked(7, "child")};
    const json bare = {{{"trace_id", trace_id(8)}, {"id", "aaaaaaaaaaaaaaa1"}}, {{"trace_id", "x"}}, 7};
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments",
                                       {document(1, "worker", consumer), document(2, "worker", bare),
                                        document(3, "other", json::array())}}});
    const std::string token = start_retrieval(api, {trace_id(1), trace_id(2), trace_id(3)});
    const json services = api.call("/GetRetrievedTracesGraph", {{"RetrievalToken", token}})["Services"];
    const auto links_of = [&](const std::string& name, const json& type) -> json {
        for (const json& service : services) {
            if (service["Service"]["Name"] == name && service["Service"]["Type"] == type) {
                return service["Links"];
            }
        }
        return nullptr;
    };
    const json expected{
        {{"ReferenceType", "parent"},
         {"SourceTraceId", trace_id(1)},
         {"DestinationTraceIds", {trace_id(5), trace_id(6)}}},
        {{"ReferenceType", "child"}, {"SourceTraceId", trace_id(1)}, {"DestinationTraceIds", {trace_id(7)}}},
        {{"ReferenceType", nullptr}, {"SourceTraceId", trace_id(2)}, {"DestinationTraceIds", {trace_id(8)}}}};
    REQUIRE(links_of("worker", nullptr) == expected);
    REQUIRE(links_of("worker", "client") == json::array());
    REQUIRE(links_of("other", nullptr) == json::array());
}

TEST_CASE("retrieval: a graph of more than 1000 services comes in pages", "[retrieval]") {
    Api api;
    json documents = json::array();
    for (int i = 0; i < 1100; ++i) {
        documents.push_back(json{
            {"trace_id", trace_id(1)},
            {"id", "70de5b6f19f" + std::to_string(10000 + i)},
            {"parent_id", "1111111111111111"},
            {"name", "s" + std::to_string(i)},
            {"start_time", 1790000000},
            {"end_time",
             1790000001}}.dump());
    }
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", documents}});
    const std::string token = start_retrieval(api, {trace_id(1)});
    const json first = api.call("/GetRetrievedTracesGraph", {{"RetrievalToken", token}});
    REQUIRE(first["Services"].size() == 1000);
    const json second =
        api.call("/GetRetrievedTracesGraph", {{"RetrievalToken", token}, {"NextToken", first["NextToken"]}});
    REQUIRE(second["Services"].size() == 100);
    REQUIRE(second["NextToken"].is_null());
    REQUIRE(second["Services"][0]["Service"]["ReferenceId"] == 1000);
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
    api.clock.advance(25 * 3600);
    (void)start_retrieval(api, json::array());
    REQUIRE(failure_of(api.post("/ListRetrievedTraces", {{"RetrievalToken", token}})).status == 404);
}
