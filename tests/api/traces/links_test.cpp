// SPDX-License-Identifier: Apache-2.0
// Links between traces as edges of graphs.
#include <catch2/catch.hpp>
#include <string>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr double kNow = 1790000000.0;  // near the clock of the fixture
const std::string kProducer = "1-6ab38c84-000000000000000000000001";
const std::string kConsumer = "1-6ab38c84-000000000000000000000002";

// Sends to a queue (b2) from within an own piece of work (b1).
json producer() {
    return {{"trace_id", kProducer},
            {"id", "00000000000000a1"},
            {"name", "shop"},
            {"start_time", kNow - 20},
            {"end_time", kNow - 10},
            {"subsegments",
             {{{"id", "00000000000000b1"},
               {"name", "checkout"},
               {"start_time", kNow - 20},
               {"end_time", kNow - 12},
               {"subsegments",
                {{{"id", "00000000000000b2"},
                  {"name", "SQS"},
                  {"namespace", "aws"},
                  {"start_time", kNow - 15},
                  {"end_time", kNow - 14},
                  {"aws", {{"operation", "SendMessage"}, {"queue_url", "https://queue/orders"}}}}}}}}}};
}

json consumer(const std::string& linked_id, const json& attributes = nullptr) {
    json link{{"trace_id", kProducer}, {"id", linked_id}};
    if (!attributes.is_null()) link["attributes"] = attributes;
    return {{"trace_id", kConsumer},   {"id", "00000000000000c1"}, {"name", "worker"},
            {"origin", "AWS::Lambda"}, {"start_time", kNow - 4},   {"end_time", kNow - 3},
            {"links", {link}}};
}

void put(Api& api, const json& document) {
    const json answer = api.call("/TraceSegments", {{"TraceSegmentDocuments", {document.dump()}}});
    REQUIRE(answer["UnprocessedTraceSegments"].empty());
}

json node(const json& graph, const std::string& name, const json& type) {
    for (const json& service : graph["Services"]) {
        if (service["Name"] == name && service["Type"] == type) return service;
    }
    return nullptr;
}

json graph_of(Api& api) {
    return api.call("/ServiceGraph", {{"StartTime", kNow - 100}, {"EndTime", kNow + 100}});
}

// The links of a node: their target's name and the age of what arrived.
json links_of(const json& graph, const json& source) {
    json links = json::array();
    for (const json& edge : source["Edges"]) {
        if (edge.value("EdgeType", "") != "link") continue;
        const auto target = edge["ReferenceId"].get<std::size_t>();
        links.push_back({graph["Services"][target]["Name"], edge["ReceivedEventAgeHistogram"]});
    }
    return links;
}

json one_link(double age) {
    return json::array({json{"worker", json::array({json{{"Count", 1}, {"Value", age}}})}});
}

}  // namespace

TEST_CASE("links: from the queue to its consumer, whichever trace came first", "[links]") {
    Api api;
    const bool producer_first = GENERATE(true, false);
    if (producer_first) put(api, producer());
    put(api, consumer("00000000000000b2"));
    if (!producer_first) {
        REQUIRE(links_of(graph_of(api), node(graph_of(api), "worker", "AWS::Lambda")).empty());
        put(api, producer());
    }
    const json graph = graph_of(api);
    REQUIRE(links_of(graph, node(graph, "https://queue/orders", "AWS::SQS::Queue")) == one_link(10));
    // Another trace may have been what led here, but nothing says that no client called.
    REQUIRE(node(graph, "worker", "AWS::Lambda")["Root"] == true);

    const json traces = api.call("/TraceGraph", {{"TraceIds", {kProducer, kConsumer}}});
    REQUIRE(links_of(traces, node(traces, "https://queue/orders", "AWS::SQS::Queue")) == one_link(10));
    // Alone, the consumer's trace has no node that the link could come from.
    const json alone = api.call("/TraceGraph", {{"TraceIds", {kConsumer}}});
    for (const json& service : alone["Services"]) REQUIRE(links_of(alone, service).empty());
}

TEST_CASE("links: to a segment or to work inside of it", "[links]") {
    Api api;
    put(api, producer());
    SECTION("the segment") {
        put(api, consumer("00000000000000a1"));
        const json graph = graph_of(api);
        REQUIRE(links_of(graph, node(graph, "shop", nullptr)) == one_link(6));
    }
    SECTION("a subsegment") {
        put(api, consumer("00000000000000b1"));
        const json graph = graph_of(api);
        REQUIRE(links_of(graph, node(graph, "shop", nullptr)) == one_link(8));
    }
    SECTION("nothing that is known") {
        put(api, consumer("00000000000000ff"));
        const json graph = graph_of(api);
        for (const json& service : graph["Services"]) REQUIRE(links_of(graph, service).empty());
    }
}

TEST_CASE("links: a consumer that a message called has no client", "[links]") {
    Api api;
    put(api, producer());
    put(api, consumer("00000000000000b2", {{"aws.xray.reserved.reference_type", "parent"}}));
    const json graph = graph_of(api);
    REQUIRE(links_of(graph, node(graph, "https://queue/orders", "AWS::SQS::Queue")) == one_link(10));
    REQUIRE(node(graph, "worker", "AWS::Lambda")["Root"].is_null());
    REQUIRE(node(graph, "worker", "client").is_null());
    const json traces = api.call("/Traces", {{"TraceIds", {kConsumer}}});
    const json document = json::parse(traces["Traces"][0]["Segments"][0]["Document"].get<std::string>());
    REQUIRE(document["links"][0]["id"] == "00000000000000b2");
}
