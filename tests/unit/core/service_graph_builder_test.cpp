// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "api/answers/service_graph_json.hpp"
#include "core/base/limits.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/graph/service_graph.hpp"
#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

namespace {

using xray::ServiceGraphBuilder;
using xray::test::aws_call;
using xray::test::remote_call;
using xray::test::segment;
using xray::test::SegmentBuilder;
using xray::test::TraceFixture;

// A trace of a shop that calls a backend under another name and a queue, with what `seed` makes of it.
std::vector<std::string> documents(int seed) {
    const double start = 1790000000 + 7 * seed;
    const double length = 0.1 + 0.013 * seed;
    const nlohmann::json message{{"operation", "SendMessage"},
                                 {"queue_url", "https://queue/" + std::to_string(seed % 2)}};
    SegmentBuilder shop = segment("shop").at(start, length);
    shop.with(remote_call("backend.local").at(start, length),
              aws_call("SQS").at(start, length).member("aws", message));
    if (seed % 3 == 0) shop.fault();
    SegmentBuilder backend = segment("backend").called_by("backend.local").at(start, length);
    if (seed % 4 == 1) backend.in_progress();
    return {shop, backend};
}

std::string text_of(ServiceGraphBuilder& builder) {
    std::string out;
    xray::JsonWriter writer(out);
    xray::api::write_services(writer, builder.finish(), xray::api::GraphTimes::kInclude);
    return out;
}

void add(ServiceGraphBuilder& builder, int seed, std::int64_t times = 1) {
    const TraceFixture fixture(documents(seed));
    builder.add(make_digest(fixture.trace, {}, "000000000000"), times);
}

}  // namespace

TEST_CASE("graph folds: merged parts give the graph of all their traces", "[graph]") {
    ServiceGraphBuilder whole;
    for (int seed = 0; seed < 24; ++seed) add(whole, seed);
    ServiceGraphBuilder merged;
    for (int part = 0; part < 4; ++part) {
        ServiceGraphBuilder builder;
        for (int seed = part; seed < 24; seed += 4) add(builder, seed);
        std::string bytes;
        builder.encode(bytes);
        REQUIRE(merged.merge(bytes));
    }
    const std::string expected = text_of(whole);
    CHECK_THAT(expected, Catch::Contains(R"("TotalCount":24)") && Catch::Contains("backend.local"));
    CHECK(text_of(merged) == expected);
}

TEST_CASE("graph folds: what is taken away again leaves no trace, whichever part it stands in", "[graph]") {
    ServiceGraphBuilder left;
    for (int seed = 4; seed < 10; ++seed) add(left, seed);
    ServiceGraphBuilder merged;
    std::string bytes;
    ServiceGraphBuilder early;
    for (int seed = 0; seed < 10; ++seed) add(early, seed);
    early.encode(bytes);
    REQUIRE(merged.merge(bytes));
    bytes.clear();
    ServiceGraphBuilder late;
    for (int seed = 0; seed < 4; ++seed) add(late, seed, -1);
    late.encode(bytes);
    REQUIRE(merged.merge(bytes));
    CHECK(text_of(merged) == text_of(left));

    for (int seed = 0; seed < 4; ++seed) add(left, seed);
    for (int seed = 0; seed < 4; ++seed) add(left, seed, -1);
    CHECK(text_of(left) == "[]");
}

TEST_CASE("graph folds: damaged bytes are refused or read as something sound, never worse", "[graph]") {
    ServiceGraphBuilder builder;
    for (int seed = 0; seed < 5; ++seed) add(builder, seed);
    std::string bytes;
    builder.encode(bytes);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        ServiceGraphBuilder read;
        CHECK_FALSE(read.merge(std::string_view(bytes).substr(0, length)));
    }
    std::mt19937 random(7);
    std::size_t sound = 0;
    for (int i = 0; i < 5'000; ++i) {
        std::string damaged = bytes;
        damaged[random() % damaged.size()] = static_cast<char>(random());
        ServiceGraphBuilder read;
        if (!read.merge(damaged)) continue;
        ++sound;
        CHECK_FALSE(text_of(read).empty());
    }
    CHECK(sound > 0);
}

TEST_CASE("graph folds: extents stay when single starts are forgotten", "[graph]") {
    ServiceGraphBuilder whole;
    ServiceGraphBuilder pieces;
    for (int seed = 0; seed < 12; ++seed) {
        add(whole, seed);
        add(pieces, seed);
        if (seed % 3 == 0) pieces.keep_extents();
    }
    CHECK(text_of(pieces) == text_of(whole));
}

TEST_CASE("graph folds: nodes and other names that never end are bounded", "[graph]") {
    ServiceGraphBuilder builder;
    for (std::size_t i = 0; i < ServiceGraphBuilder::kMaxNodes; ++i) {
        const std::string name = "service-" + std::to_string(i);
        xray::TraceDigest digest;
        digest.services = {{.name = name, .type = {}, .account_id = {}},
                           {.name = "shop", .type = {}, .account_id = {}}};
        digest.visits.resize(2);
        digest.visits[1].service = 1;
        digest.calls.resize(1);
        digest.calls[0].to = 1;
        digest.calls[0].alias = name;
        builder.add(digest);
        if (i == 500) builder.add(digest, -1);
    }
    std::string bytes;
    builder.encode(bytes);
    ServiceGraphBuilder merged;
    REQUIRE(merged.merge(bytes));
    ServiceGraphBuilder one;
    add(one, 1);
    bytes.clear();
    one.encode(bytes);
    REQUIRE(merged.merge(bytes));
    // The one that was taken away again keeps its place.
    CHECK(merged.finish().nodes.size() == ServiceGraphBuilder::kMaxNodes - 1);
}

TEST_CASE("graph folds: edges and all their other names together are bounded, also when folds are merged",
          "[graph]") {
    // Each of 400 services calls each, and each under two other names.
    std::vector<std::string> names;
    for (int i = 0; i < 400; ++i) names.push_back("service-" + std::to_string(i));
    const std::vector<std::string> aliases{"one", "other"};
    ServiceGraphBuilder builder;
    ServiceGraphBuilder merged;
    for (std::uint32_t from = 0; from < names.size(); ++from) {
        xray::TraceDigest digest;
        for (const std::string& name : names)
            digest.services.push_back({.name = name, .type = {}, .account_id = {}});
        for (std::uint32_t to = 0; to < names.size(); ++to) {
            for (const std::string& alias : aliases) {
                xray::Call& call = digest.calls.emplace_back();
                call.from = from;
                call.to = to;
                call.alias = alias;
            }
        }
        builder.add(digest);
        ServiceGraphBuilder part;
        part.add(digest);
        std::string bytes;
        part.encode(bytes);
        REQUIRE(merged.merge(bytes));
    }
    for (ServiceGraphBuilder* const one : {&builder, &merged}) {
        const xray::ServiceGraph graph = one->finish();
        CHECK(graph.full);
        std::size_t edges = 0;
        std::size_t other_names = 0;
        for (const xray::GraphNode& node : graph.nodes) {
            edges += node.edges.size();
            for (const auto& [target, edge] : node.edges) other_names += edge.aliases.size();
        }
        CHECK(edges == xray::kMaxGraphEdges);
        CHECK(other_names == xray::kMaxGraphAliases);
        // Room again for what comes next.
        add(*one, 1);
        CHECK_FALSE(one->finish().full);
    }
}

TEST_CASE("graph: a link leads from the sender of a message to its consumer", "[graph]") {
    const auto link = [](int trace, const char* reference_type) {
        nlohmann::json entry{{"trace_id", "1-65f00000-00000000000000000000000" + std::to_string(trace)},
                             {"id", "00000000000000b2"}};
        if (reference_type != nullptr)
            entry["attributes"] = {{"aws.xray.reserved.reference_type", reference_type}};
        return entry;
    };
    const nlohmann::json nonsense{{"trace_id", "nonsense"}, {"id", "x"}};
    const TraceFixture consumer(
        {segment("worker")
             .origin("AWS::Lambda")
             .at(1790000010.5, 0.5)
             .member("links", nlohmann::json::array(
                                  {link(1, "parent"), link(2, nullptr), link(3, "child"), nonsense}))});
    const xray::TraceDigest digest = make_digest(consumer.trace, {}, "000000000000");
    REQUIRE(digest.links.size() == 2);
    ServiceGraphBuilder builder;
    add(builder, 2);
    builder.add(digest);
    std::string bytes;
    builder.encode(bytes);
    ServiceGraphBuilder merged;
    REQUIRE(merged.merge(bytes));
    const auto find = [](const xray::TraceId& trace, const std::vector<xray::SegmentId>& ids) {
        CHECK(ids == std::vector{xray::SegmentId(0xb2)});
        std::vector<std::optional<xray::LinkSource>> sources(1);
        if (trace.to_string() == "1-65f00000-000000000000000000000001") {
            sources[0] = xray::LinkSource{"https://queue/0", "AWS::SQS::Queue", "",
                                          1790000008 * xray::kMicrosPerSecond};
        }
        return sources;
    };
    std::string out;
    xray::JsonWriter writer(out);
    xray::api::write_services(writer, merged.finish(find), xray::api::GraphTimes::kInclude);
    const auto services = nlohmann::json::parse(out);
    const auto queue = xray::test::find_service(services, "https://queue/0", "AWS::SQS::Queue");
    const auto worker = xray::test::find_service(services, "worker", "AWS::Lambda");
    REQUIRE(queue["Edges"].size() == 1);
    const auto& edge = queue["Edges"][0];
    CHECK(edge["EdgeType"] == "link");
    CHECK(edge["ReferenceId"] == worker["ReferenceId"]);
    CHECK(edge["SummaryStatistics"].is_null());
    CHECK(edge["ResponseTimeHistogram"].is_null());
    CHECK(edge["ReceivedEventAgeHistogram"] == nlohmann::json::parse(R"([{"Count":1,"Value":2.5}])"));
    // The queue called, so no client did.
    CHECK(worker["Root"].is_null());
    CHECK(xray::test::find_service(services, "worker", "client").is_null());
    CHECK(xray::test::find_service(services, "shop", "")["Root"] == true);
    CHECK_FALSE(xray::test::find_service(services, "shop", "")["Edges"][0].contains("EdgeType"));
}
