// SPDX-License-Identifier: Apache-2.0
// What the real service was seen to make of documents and traces (2026-09), one case a fact.
#include <catch2/catch.hpp>

#include "core/digest/digest_maker.hpp"
#include "core/graph/contribution.hpp"
#include "core/graph/service_graph.hpp"
#include "core/segment/segment_validator.hpp"
#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::aws_call;
using xray::test::find_service;
using xray::test::graph_of;
using xray::test::remote_call;
using xray::test::segment;
using xray::test::SegmentBuilder;
using xray::test::segments_of;
using xray::test::subsegment;
using xray::test::summary_of;

namespace {

SegmentBuilder root() {
    return segment("root").at(100, 10);
}

// The ways of root causes: "root call* > call?" (* remote, ? inferred), those that clients do not feel in ().
std::vector<std::string> ways(const json& causes) {
    std::vector<std::string> all;
    for (const json& cause : causes) {
        std::string way;
        for (const json& service : cause["Services"]) {
            if (!way.empty()) way += " >";
            for (const json& entity : service["EntityPath"]) {
                if (!way.empty()) way += " ";
                way += entity["Name"].get<std::string>() + (entity["Remote"] == true ? "*" : "");
            }
            if (service["Inferred"] == true) way += "?";
        }
        all.push_back(cause["ClientImpacting"] == true ? way : "(" + way + ")");
    }
    return all;
}

std::vector<std::string> fault_ways(const std::vector<std::string>& documents) {
    return ways(summary_of(documents)["FaultRootCauses"]);
}

using Ways = std::vector<std::string>;

}  // namespace

// ---- Documents

TEST_CASE("segments (seen): an in-progress subsegment comes back with its four members", "[witnessed]") {
    const json document = segments_of({root().with(subsegment("s").id(0xb1).at(101, 1).in_progress())})[0];
    CHECK(document["subsegments"] ==
          json::array(
              {{{"id", "00000000000000b1"}, {"name", "s"}, {"start_time", 101.0}, {"in_progress", true}}}));
}

TEST_CASE("segments (seen): subsegments that are no list vanish, those that are no objects are refused",
          "[witnessed]") {
    xray::SegmentValidator validator;
    for (const json& none : {json::object(), json("bad"), json(42), json(nullptr), json::array()}) {
        CAPTURE(none);
        const std::string text = root().member("subsegments", none).trace(xray::test::kTraceId);
        CHECK(validator.validate(text).has_value());
        CHECK_FALSE(segments_of({text})[0].contains("subsegments"));
        const std::string deeper =
            root().trace(xray::test::kTraceId).with(subsegment("s").at(101, 1).member("subsegments", none));
        CHECK(validator.validate(deeper).has_value());
        CHECK_FALSE(segments_of({deeper})[0]["subsegments"][0].contains("subsegments"));
    }
    for (const json& item : {json(nullptr), json::array()}) {
        const std::string text =
            root().member("subsegments", json::array({item})).trace(xray::test::kTraceId);
        CHECK_FALSE(validator.validate(text).has_value());
    }
}

TEST_CASE("Step Functions (seen): the message of a cause is kept, and so is a cause that is empty",
          "[witnessed]") {
    const json document =
        segments_of({root()
                         .member("cause", {{"message", "States.TaskFailed"}})
                         .with(subsegment("a").at(101, 1).member("cause", {{"message", "it broke"}}),
                               subsegment("b").at(102, 1).member("cause", json::object()))})[0];
    CHECK(document["cause"] == json{{"message", "States.TaskFailed"}});
    CHECK(document["subsegments"][0]["cause"] == json{{"message", "it broke"}});
    CHECK(document["subsegments"][1]["cause"] == json::object());
    CHECK(segments_of({root().member("cause", json::object())})[0]["cause"] == json::object());
}

TEST_CASE("Step Functions (seen): the document of a state machine keeps what it names", "[witnessed]") {
    const std::vector<std::string> documents = {
        segment("machine")
            .parent(0xf1)
            .origin("AWS::StepFunctions::StateMachine")
            .member("resource_arn", "arn:aws:states:us-east-1:000000000000:stateMachine:machine")
            .member("aws", {{"resource_arn", "arn:aws:states:us-east-1:000000000000:execution:machine:1"}})
            .with(subsegment("Wait").at(100, 0.5), subsegment("Call").at(100.5, 0.5))};
    const json document = segments_of(documents)[0];
    CHECK(document["origin"] == "AWS::StepFunctions::StateMachine");
    CHECK(document["resource_arn"] == "arn:aws:states:us-east-1:000000000000:stateMachine:machine");
    CHECK(document["aws"]["resource_arn"] == "arn:aws:states:us-east-1:000000000000:execution:machine:1");
    CHECK(document["parent_id"] == "00000000000000f1");
    CHECK(document["subsegments"].size() == 2);
}

TEST_CASE("Step Functions (seen): an inferred queue has its time whenever there is an operation",
          "[witnessed]") {
    const auto inferred = [](const json& aws) {
        return segments_of({root().with(aws_call("SQS").at(101, 1).member("aws", aws))})[1];
    };
    const json unnamed = inferred({{"operation", "SendMessage"}});
    CHECK(unnamed["origin"] == "AWS::SQS");
    CHECK(unnamed["subsegments"][0]["name"] == "QueueTime");
    CHECK(inferred({{"operation", "SendMessage"}, {"queue_url", "q"}})["subsegments"][0]["name"] ==
          "QueueTime");
    CHECK_FALSE(inferred({{"queue_url", "q"}}).contains("subsegments"));
}

// ---- Traces

TEST_CASE("durations (seen): finished work counts, whatever goes on", "[witnessed]") {
    const auto duration = [](const std::vector<std::string>& documents) {
        return summary_of(documents)["Duration"];
    };
    const SegmentBuilder open = root().in_progress();
    // A root in progress and one that began a second later and took three.
    CHECK(duration({open, segment("other").at(101, 3)}) == 4.0);
    // A finished child that began before its parent.
    CHECK(duration({SegmentBuilder(open).with(subsegment("s").at(97, 5))}) == 5.0);
    CHECK(duration({segment("x").at(100, 4).with(subsegment("s").at(101, 7))}) == 8.0);
    CHECK(duration({segment("x").at(100, 4).with(subsegment("s").at(101, 7).in_progress())}) == 4.0);
    // An orphan does not count.
    CHECK(duration({segment("x").at(100, 4), subsegment("s").parent(0xff).at(92, 12)}) == 4.0);
    CHECK(duration({open}).is_null());
    CHECK(summary_of({open, segment("other").at(101, 3)})["ResponseTime"].is_null());
}

TEST_CASE("query edges (seen): a segment whose parent is missing", "[witnessed]") {
    const json summary =
        summary_of({segment("x")
                        .called_by("nobody")
                        .at(100, 2)
                        .fault()
                        .user("u")
                        .annotation("k", "v")
                        .member("http", {{"request", {{"url", "u"}}}, {"response", {{"status", 500}}}})
                        .member("aws", {{"ec2", {{"instance_id", "i-1"}, {"availability_zone", "z"}}}})});
    CHECK(summary["IsPartial"] == true);
    CHECK(summary["EntryPoint"].is_null());
    CHECK(summary["ResponseTime"].is_null());
    CHECK(summary["Duration"] == 2.0);
    for (const auto& [name, value] : summary["Http"].items()) CHECK(value.is_null());
    for (const char* flag : {"HasFault", "HasError", "HasThrottle"}) CHECK(summary[flag] == false);
    CHECK(summary["ServiceIds"].size() == 1);
    CHECK(summary["Users"][0]["UserName"] == "u");
    CHECK(summary["InstanceIds"][0]["Id"] == "i-1");
    CHECK(summary["AvailabilityZones"][0]["Name"] == "z");
    CHECK(summary["Annotations"].contains("k"));
}

TEST_CASE("trace queries (seen): a traced call without its callee is not partial", "[witnessed]") {
    const SegmentBuilder front =
        root().with(remote_call("back").at(101, 1).member("http", {{"request", {{"traced", true}}}}));
    const json before = summary_of({front});
    CHECK(before["IsPartial"] == false);
    CHECK_FALSE(find_service(before["ServiceIds"], "back", "remote").is_null());
    const json after = summary_of({front, segment("back").called_by("back").at(101, 0.5)});
    CHECK(find_service(after["ServiceIds"], "back", "remote").is_null());
    CHECK_FALSE(find_service(after["ServiceIds"], "back", "").is_null());
}

// ---- Root causes

TEST_CASE("cause branches (seen): an inferred receiver goes before a local exception", "[witnessed]") {
    CHECK(fault_ways({root().fault().with(remote_call("call").at(101, 1).fault())}) ==
          Ways{"root call* > call?"});
    CHECK(fault_ways({root().fault().with(subsegment("local").at(101, 3).fault().exception("e"),
                                          remote_call("call").at(105, 1).fault())}) ==
          Ways{"root call* > call?"});
}

TEST_CASE("cause branches (seen): what is flagged below the last exception is left out", "[witnessed]") {
    CHECK(fault_ways({root().fault().exception("e").with(subsegment("a").at(101, 3).fault())}) ==
          Ways{"root"});
    CHECK(fault_ways({root().fault().with(subsegment("a").at(101, 5).fault().with(
              subsegment("b").at(102, 2).fault().exception("e")))}) == Ways{"root a b"});
    CHECK(fault_ways({root().fault().exception("e").with(
              subsegment("a").at(101, 3).fault().cause("none"))}) == Ways{"root"});
}

TEST_CASE("cause branches (seen): a reference leads to the owner of the exception", "[witnessed]") {
    const SegmentBuilder failed = root().fault().with(subsegment("a").at(101, 3).fault().exception("ea"),
                                                      subsegment("b").at(102, 6).fault().exception("eb"));
    CHECK(fault_ways({SegmentBuilder(failed).cause("ea")}) == Ways{"root a"});
    CHECK(fault_ways({SegmentBuilder(failed).cause("eb")}) == Ways{"root b"});
}

TEST_CASE("cause branches (seen): a reference to what nobody owns gives no way from there", "[witnessed]") {
    const SegmentBuilder failed = root().fault().with(subsegment("a").at(101, 3).fault().exception("ea"));
    CHECK(fault_ways({SegmentBuilder(failed).cause("nobody's")}).empty());
    const std::string own_id = xray::test::id_of(SegmentBuilder::Kind::kSegment, "root");
    CHECK(fault_ways({SegmentBuilder(failed).member("cause", own_id)}).empty());
}

TEST_CASE("cause branches (seen): a receiver that a reference passed over is a cause of its own",
          "[witnessed]") {
    const SegmentBuilder failed = root().fault().with(subsegment("a").at(101, 3).fault().exception("ea"),
                                                      remote_call("call").at(105, 1).fault());
    CHECK(fault_ways({SegmentBuilder(failed).cause("ea")}) == Ways{"root a", "(call?)"});
    CHECK(fault_ways({SegmentBuilder(failed).cause("nobody's")}) == Ways{"(call?)"});
    // Without a reference two receivers are still one cause.
    CHECK(fault_ways(
              {root().fault().with(remote_call("x").at(101, 1).fault(), remote_call("y").at(105, 1).fault())})
              .size() == 1);
}

TEST_CASE("trace aggregates (seen): of equally long parts the earliest is the slow one", "[witnessed]") {
    const json causes = summary_of({root().with(subsegment("late").at(103, 6),
                                                subsegment("early").at(101, 6))})["ResponseTimeRootCauses"];
    CHECK(ways(causes) == Ways{"root early"});
}

TEST_CASE("trace aggregates (seen): a text among exceptions is an empty exception", "[witnessed]") {
    const json owned{{"type", "T"}, {"message", "m"}};
    const json causes = summary_of(
        {root().fault().member("cause", {{"exceptions", {"00000000000000e1", owned}}})})["FaultRootCauses"];
    REQUIRE(causes.size() == 1);
    CHECK(causes[0]["Services"][0]["EntityPath"][0]["Exceptions"] ==
          json::array({{{"Message", nullptr}, {"Name", nullptr}}, {{"Message", "m"}, {"Name", "T"}}}));
}

// ---- Graphs

TEST_CASE("trace queries (seen): an edge of a remote call tells the name that was called", "[witnessed]") {
    const auto aliases = [](const std::vector<std::string>& documents) {
        const json services = graph_of(documents);
        return find_service(services, "front", "")["Edges"][0]["Aliases"];
    };
    const auto alias = [](const std::string& name) {
        return json::array({{{"Name", name}, {"Names", {name}}, {"Type", "remote"}}});
    };
    const auto called = [](const SegmentBuilder& call, const std::string& name) {
        return std::vector<std::string>{segment("front").at(100, 2).with(call),
                                        segment("back").called_by(name).at(100.5, 1)};
    };
    CHECK(aliases(called(remote_call("back").at(100, 1.5), "back")) == alias("back"));
    CHECK(aliases(called(remote_call("10.0.0.1").at(100, 1.5), "10.0.0.1")) == alias("10.0.0.1"));
    CHECK(aliases(called(aws_call("Lambda").at(100, 1.5), "Lambda")).empty());
    CHECK(aliases({segment("front").with(remote_call("back"))}).empty());
    CHECK(aliases({segment("front"), segment("back").called_by_segment("front").at(100, 0.5)}).empty());
}

TEST_CASE("trace aggregates (seen): durations are rounded half up, sums once", "[witnessed]") {
    const json node = find_service(graph_of({segment("x").at(0.25, 0.01566791534423828)}), "x", "");
    CHECK(node["ResponseTimeHistogram"] == json::array({{{"Count", 1}, {"Value", 0.016}}}));
    xray::RequestStatistics statistics;
    for (int i = 0; i < 3; ++i) statistics.add({}, 400);
    CHECK(statistics.total_response_time() == 1200);
}

TEST_CASE("histogram edges (seen): how many bins many values give", "[witnessed]") {
    const auto bins = [](std::int64_t values) {
        xray::Histogram histogram;
        for (std::int64_t i = 1; i <= values; ++i) histogram.add(i * 10'000);
        std::int64_t count = 0;
        for (const xray::HistogramEntry& entry : histogram.entries()) count += entry.count;
        CHECK(count == values);
        return histogram.entries().size();
    };
    CHECK(bins(60) == 60);
    CHECK(bins(80) >= 66);
    CHECK(bins(80) <= 67);
    CHECK(bins(256) >= 98);
    CHECK(bins(256) <= 115);
    CHECK(bins(1024) >= 149);
    CHECK(bins(1024) <= 157);
}

TEST_CASE("histogram edges (seen): equal values keep their weight", "[witnessed]") {
    xray::Histogram histogram;
    for (std::int64_t i = 1; i <= 100; ++i) histogram.add(i * 10'000);
    histogram.add(500'000, 499);
    std::int64_t most = 0;
    for (const xray::HistogramEntry& entry : histogram.entries()) most = std::max(most, entry.count);
    CHECK(most == 500);
}

TEST_CASE("trace aggregates (seen): nodes are dated by the start of the root", "[witnessed]") {
    const xray::test::TraceFixture fixture(
        {segment("front").at(100.5, 4).with(remote_call("back").at(102.5, 1)),
         segment("back").called_by("back").at(102.7, 0.5)});
    xray::ServiceGraphBuilder builder;
    builder.add(make_digest(fixture.trace, {}, ""));
    for (const xray::GraphNode& node : builder.finish().nodes) {
        CHECK(node.first_start == 100);
        CHECK(node.last_start == 100);
    }
}

TEST_CASE("contributions: what comes later counts by itself, with its caller at 0 (seen)", "[witnessed]") {
    const SegmentBuilder front = segment("front").at(100.5, 4);
    const xray::test::TraceFixture first({front});
    const xray::test::TraceFixture both({front, remote_call("back").at(101, 1).sent_below_segment("front")});
    const xray::TraceDigest before = make_digest(first.trace, {}, "");
    const xray::TraceDigest now = make_digest(both.trace, {}, "");
    xray::ServiceGraphBuilder builder;
    builder.add_contribution(contribution_of(now, &before));
    const xray::ServiceGraph graph = builder.finish();
    REQUIRE(graph.nodes.size() == 2);
    CHECK(graph.nodes[0].name == "back");
    CHECK(graph.nodes[0].requests.total() == 1);
    CHECK(graph.nodes[1].name == "front");
    CHECK(graph.nodes[1].requests.total() == 0);
    CHECK(graph.nodes[1].root);
    CHECK(graph.nodes[1].first_start == 100);
    REQUIRE(graph.nodes[1].edges.size() == 1);
    CHECK(graph.nodes[1].edges.at(0).calls.total() == 1);
    // Nothing new gives nothing.
    builder.add_contribution(contribution_of(now, &now));
    CHECK(builder.finish().nodes.empty());
}
