// SPDX-License-Identifier: Apache-2.0
// What a graph may read of the traces that others link to.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/limits.hpp"
#include "tests/api/support/counted_api.hpp"
#include "tests/api/support/trace_requests.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr unsigned kFirstConsumer = 100'000;

std::string subsegment_id(unsigned number) {
    std::string digits = std::to_string(number);
    return "b" + std::string(15 - digits.size(), '0') + digits;
}

// A trace whose segment holds so many local subsegments.
json producer(unsigned trace, unsigned subsegments) {
    json list = json::array();
    for (unsigned i = 0; i < subsegments; ++i) {
        list.push_back(
            {{"id", subsegment_id(i)}, {"name", "send"}, {"start_time", kNow - 20}, {"end_time", kNow - 10}});
    }
    return segment(trace, kNow - 20, kNow - 9, {{"subsegments", list}});
}

// A trace that links to these (trace, subsegment).
json consumer(unsigned trace, const std::vector<std::pair<unsigned, unsigned>>& links) {
    json list = json::array();
    for (const auto& [linked, number] : links) {
        list.push_back({{"trace_id", trace_id(linked)}, {"id", subsegment_id(number)}});
    }
    return segment(kFirstConsumer + trace, kNow - 5, kNow - 4, {{"name", "worker"}, {"links", list}});
}

// Messages that links of type `link` count between the nodes of the graph.
std::int64_t linked_messages(Api& api) {
    const json graph = api.call("/ServiceGraph", range(kNow - 100, kNow + 100));
    std::int64_t count = 0;
    for (const json& service : graph["Services"]) {
        for (const json& edge : service["Edges"]) {
            if (edge.value("EdgeType", "") != "link") continue;
            for (const json& entry : edge["ReceivedEventAgeHistogram"])
                count += entry["Count"].get<std::int64_t>();
        }
    }
    return count;
}

}  // namespace

TEST_CASE("link lookup: a trace is read once, however many links lead to it", "[links]") {
    CountedApi api;
    put(*api, {producer(1, 100)});
    for (unsigned trace = 0; trace < 5; ++trace) {
        std::vector<std::pair<unsigned, unsigned>> links;
        for (unsigned i = 0; i < 100; ++i) links.emplace_back(1, i);
        put(*api, {consumer(trace, links)});
    }
    REQUIRE(linked_messages(*api) == 500);
    REQUIRE(api.store().loads == std::map<TraceId, int>{{*TraceId::parse(trace_id(1)), 1}});
    REQUIRE(api.store().digests == api.store().loads);
    REQUIRE(api.told.empty());
}

TEST_CASE("link lookup: a graph reads no more than so many traces whole, and the log says so", "[links]") {
    CountedApi api;
    constexpr unsigned kProducers = kMaxLinkedTraces + 100;
    std::vector<json> documents;
    std::vector<std::pair<unsigned, unsigned>> links;
    for (unsigned trace = 0; trace < kProducers; ++trace) {
        documents.push_back(producer(trace, 1));
        links.emplace_back(trace, 0);
        if (links.size() == 100) documents.push_back(consumer(trace, std::exchange(links, {})));
    }
    put(*api, documents);
    for (std::size_t call = 1; call <= 2; ++call) {
        api.store().loads.clear();
        api.store().digests.clear();
        REQUIRE(linked_messages(*api) == kMaxLinkedTraces);
        REQUIRE(api.store().loads.size() == kMaxLinkedTraces);
        REQUIRE(api.store().digests.size() == kProducers);
        REQUIRE(api.told.size() == call);
    }
}

TEST_CASE("link lookup: a graph reads no more than so many bytes of documents", "[links]") {
    CountedApi api;
    std::vector<std::pair<unsigned, unsigned>> links;
    for (const unsigned trace : {1U, 2U, 3U}) {
        json large = producer(trace, 1);
        large["metadata"] = {{"n", {{"k", std::string(24'000'000, 'x')}}}};
        put(*api, {large});
        links.emplace_back(trace, 0);
    }
    put(*api, {consumer(0, links)});
    REQUIRE(linked_messages(*api) == 2);
    REQUIRE(api.store().bytes <= kMaxLinkedBytes);
    REQUIRE(api.told.size() == 1);
}

TEST_CASE("link lookup: more links than a graph has room for are told in the log", "[links]") {
    CountedApi api;
    std::vector<json> documents;
    for (unsigned trace = 0; trace * 100 < 2 * kMaxGraphLinks; ++trace) {
        documents.push_back(segment(trace, kNow - 20, kNow - 9));
        json list = json::array();
        for (unsigned i = 0; i < 100; ++i) {
            list.push_back(
                {{"trace_id", trace_id(trace)}, {"id", i == 0 ? "00000000000000a1" : subsegment_id(i)}});
        }
        json linking = consumer(trace, {});
        linking["links"] = list;
        documents.push_back(linking);
    }
    put(*api, documents);
    (void)linked_messages(*api);
    REQUIRE(api.store().digests.size() <= documents.size() / 2);
    REQUIRE(api.told.size() == 1);
    REQUIRE(api.told[0].find(std::to_string(kMaxGraphLinks)) != std::string::npos);
}

TEST_CASE("answer bounds: traces that an answer has no room for are not loaded", "[bounds]") {
    CountedApi api;
    for (const unsigned trace : {1U, 2U, 3U, 4U}) {
        for (const char* id : {"00000000000000a1", "00000000000000a2"}) {
            const json more{{"id", id}, {"metadata", {{"n", {{"k", std::string(12'000'000, 'x')}}}}}};
            put(*api, {segment(trace, kNow, kNow + 1, more)});
        }
    }
    const json answer =
        (*api).call("/Traces", {{"TraceIds", {trace_id(1), trace_id(2), trace_id(3), trace_id(4)}}});
    REQUIRE(answer["Traces"].size() == 2);
    REQUIRE(answer["UnprocessedTraceIds"] == json::array({trace_id(3), trace_id(4)}));
    REQUIRE(api.store().bytes <= kMaxAnswerBytes);
}
