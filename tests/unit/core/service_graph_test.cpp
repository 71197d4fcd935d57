// SPDX-License-Identifier: Apache-2.0
#include "core/graph/service_graph.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "api/answers/service_graph_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::find_service;
using xray::test::graph_of;
using xray::test::remote_call;
using xray::test::segment;
using xray::test::SegmentBuilder;
using xray::test::subsegment;

namespace {

// front (1.25 s) calls back over a remote subsegment (1.15 s); back itself took 1.05 s.
std::vector<std::string> front_and_back() {
    return {segment("front").at(100, 1.25).with(remote_call("back.example.com").at(100.05, 1.15)),
            segment("back").called_by("back.example.com").at(100.1, 1.05)};
}

const json& edge_to(const json& services, const json& from, const json& to) {
    for (const json& edge : from["Edges"]) {
        if (services[edge["ReferenceId"].get<std::size_t>()] == to) return edge;
    }
    FAIL("no such edge");
    return from;
}

}  // namespace

TEST_CASE("graph: nodes tell the callee's view, edges the caller's", "[graph]") {
    const json services = graph_of(front_and_back());
    REQUIRE(services.size() == 3);
    const json client = find_service(services, "front", "client");
    const json front = find_service(services, "front", "");
    const json back = find_service(services, "back", "");
    CHECK(front["SummaryStatistics"]["TotalResponseTime"] == 1.25);
    CHECK(back["SummaryStatistics"]["TotalResponseTime"] == 1.05);
    CHECK(edge_to(services, front, back)["SummaryStatistics"]["TotalResponseTime"] == 1.15);
    CHECK(edge_to(services, client, front)["SummaryStatistics"]["TotalResponseTime"] == 1.25);
    CHECK(edge_to(services, front, back)["Aliases"][0]["Name"] == "back.example.com");
    CHECK(edge_to(services, client, front)["Aliases"].empty());
    CHECK(front["Root"] == true);
    CHECK(back["Root"].is_null());
    CHECK(client["SummaryStatistics"].is_null());
    CHECK(client["State"] == "unknown");
    CHECK(front["State"] == "active");
}

TEST_CASE("graph: a parent that is a segment gives the edge its own statistics", "[graph]") {
    const json services = graph_of(
        {segment("GET").at(100, 0.803), segment("orders").called_by_segment("GET").at(100.001, 0.801)});
    const json get = find_service(services, "GET", "");
    const json orders = find_service(services, "orders", "");
    CHECK(edge_to(services, get, orders)["SummaryStatistics"]["TotalResponseTime"] == 0.803);
    CHECK(orders["SummaryStatistics"]["TotalResponseTime"] == 0.801);
}

TEST_CASE("graph: every request counts once: throttle before fault before error before ok", "[graph]") {
    const auto counts = [](const SegmentBuilder& request) {
        const json s = find_service(graph_of({request}), "x", "")["SummaryStatistics"];
        CHECK(s["TotalCount"] == 1);
        CHECK(s["ErrorStatistics"]["TotalCount"] == s["ErrorStatistics"]["ThrottleCount"].get<int>() +
                                                        s["ErrorStatistics"]["OtherCount"].get<int>());
        return json::array({s["ErrorStatistics"]["ThrottleCount"], s["FaultStatistics"]["TotalCount"],
                            s["ErrorStatistics"]["OtherCount"], s["OkCount"]});
    };
    CHECK(counts(segment("x")) == json::array({0, 0, 0, 1}));
    CHECK(counts(segment("x").error()) == json::array({0, 0, 1, 0}));
    CHECK(counts(segment("x").error().fault()) == json::array({0, 1, 0, 0}));
    CHECK(counts(segment("x").error().throttle().fault()) == json::array({1, 0, 0, 0}));
}

TEST_CASE("graph: only finished work has statistics", "[graph]") {
    const json services = graph_of({segment("x").calls("y").in_progress()});
    const json x = find_service(services, "x", "");
    CHECK(x["SummaryStatistics"]["TotalCount"] == 0);
    CHECK(x["DurationHistogram"] == json::array());
    CHECK(find_service(services, "y", "remote")["SummaryStatistics"]["TotalCount"] == 1);
}

TEST_CASE("graph: times are seconds of the first and after the last start, nodes stand in order", "[graph]") {
    xray::ServiceGraphBuilder builder;
    for (const auto& [start, length] : {std::pair{100.9, 8.1}, std::pair{103.2, 0.1}}) {
        const xray::test::TraceFixture fixture(
            {segment("b").at(start, length),
             segment("b").id(0xa2).called_by_segment("b").at(start, length).origin("O"),
             segment("a").called_by_segment("b").at(start, length)});
        builder.add(make_digest(fixture.trace, {}, ""));
    }
    const xray::ServiceGraph graph = builder.finish();
    CHECK(graph.start_second == 100);
    CHECK(graph.end_second == 103);
    std::string out;
    xray::JsonWriter writer(out);
    xray::api::write_services(writer, graph, xray::api::GraphTimes::kInclude);
    const json services = json::parse(out);
    REQUIRE(services.size() == 4);
    std::vector<std::string> order;
    for (std::size_t i = 0; i < services.size(); ++i) {
        CHECK(services[i]["ReferenceId"] == i);
        CHECK(services[i]["StartTime"] == 100.0);
        CHECK(services[i]["EndTime"] == 104.0);
        order.push_back(services[i]["Name"].get<std::string>() + services[i]["Type"].dump());
    }
    CHECK(order == std::vector<std::string>{"anull", "bnull", "b\"O\"", "b\"client\""});
}

TEST_CASE("graph: a duration counts what outlives the segment, a response time does not", "[graph]") {
    const json x =
        find_service(graph_of({segment("x").at(1, 0.013).with(subsegment("y").at(1.01, 0.232))}), "x", "");
    CHECK(x["DurationHistogram"][0]["Value"] == 0.242);
    CHECK(x["ResponseTimeHistogram"][0]["Value"] == 0.013);
}

TEST_CASE("histogram: small sets are exact by the millisecond", "[graph]") {
    xray::Histogram histogram;
    for (const xray::Micros length : {400, 499, 500, 1499, 53'000, 53'200}) histogram.add(length);
    const auto entries = histogram.entries();
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].value == 0.0);
    CHECK(entries[0].count == 2);
    CHECK(entries[1].value == 0.001);
    CHECK(entries[1].count == 2);
    CHECK(entries[2].value == 0.053);
    CHECK(entries[2].count == 2);
}

TEST_CASE("histogram: large sets keep count, mean and tails, in any order of arrival", "[graph]") {
    std::vector<xray::Micros> lengths;
    std::mt19937 random(7);
    std::lognormal_distribution<double> latency(4.0, 1.0);
    double sum = 0;
    for (int i = 0; i < 20'000; ++i) {
        lengths.push_back(static_cast<xray::Micros>(latency(random) * 1000));
        sum += static_cast<double>(lengths.back());
    }
    xray::Histogram forward;
    for (const xray::Micros length : lengths) forward.add(length);
    std::shuffle(lengths.begin(), lengths.end(), random);
    xray::Histogram shuffled;
    for (const xray::Micros length : lengths) shuffled.add(length);

    const auto entries = forward.entries();
    const auto again = shuffled.entries();
    CHECK(entries.size() <= 4 * xray::Histogram::kMaxExact);
    REQUIRE(entries.size() == again.size());
    double weighted = 0;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        CHECK(entries[i].value == again[i].value);
        CHECK(entries[i].count == again[i].count);
        weighted += entries[i].value * static_cast<double>(entries[i].count);
        count += entries[i].count;
    }
    CHECK(count == 20'000);
    CHECK(weighted == Approx(sum / 1e6).epsilon(0.001));
    // At both ends a centroid stands for a handful of requests, so extremes stay visible.
    CHECK(entries.front().count <= 20);
    CHECK(entries.back().count <= 20);
}
