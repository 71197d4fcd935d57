// SPDX-License-Identifier: Apache-2.0
#include "core/trace/trace.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::document;
using xray::test::segments_of;
using xray::test::summary_of;
using xray::test::TraceFixture;

namespace {

std::string segment(const std::string& id, const std::string& members = "") {
    return document(R"({"id":")" + id + R"(","name":"svc","start_time":10,"end_time":20)" + members + "}");
}

std::string subsegment(const std::string& id, const std::string& parent, const std::string& members = "") {
    return document(R"({"type":"subsegment","id":")" + id + R"(","parent_id":")" + parent +
                    R"(","name":"sub","start_time":11,"end_time":12)" + members + "}");
}

// Every answer that is made of a trace.
json answers_of(const std::vector<std::string>& documents) {
    return {segments_of(documents), summary_of(documents), xray::test::graph_of(documents)};
}

}  // namespace

TEST_CASE("assembly: an independent subsegment joins its parent, whichever comes first", "[trace]") {
    for (const bool parent_first : {true, false}) {
        std::vector<std::string> documents = {segment("00000000000000a1"),
                                              subsegment("00000000000000b1", "00000000000000a1"),
                                              subsegment("00000000000000c1", "00000000000000b1")};
        if (!parent_first) std::reverse(documents.begin(), documents.end());
        const json segments = segments_of(documents);
        REQUIRE(segments.size() == 1);
        const json& child = segments[0]["subsegments"][0];
        CHECK(child["id"] == "00000000000000b1");
        CHECK(child["subsegments"][0]["id"] == "00000000000000c1");
        for (const char* member : {"type", "parent_id", "trace_id"}) CHECK_FALSE(child.contains(member));
    }
}

TEST_CASE("assembly: a subsegment without its parent waits, and the trace is partial until then", "[trace]") {
    const std::string orphan = subsegment("00000000000000b1", "00000000000000a1");
    CHECK(segments_of({orphan}).empty());
    const json alone = summary_of({orphan});
    CHECK(alone["IsPartial"] == true);
    CHECK(alone["Duration"].is_null());
    CHECK(alone["EntryPoint"].is_null());
    CHECK(alone["StartTime"] == 11.0);
    const json joined = summary_of({orphan, segment("00000000000000a1")});
    CHECK(joined["IsPartial"] == false);
    CHECK(joined["Duration"] == 10.0);
}

TEST_CASE("assembly: the completed version replaces the one in progress and keeps what was streamed",
          "[trace]") {
    const std::string open =
        document(R"({"id":"00000000000000a1","name":"svc","start_time":10,"in_progress":true})");
    const std::string child = subsegment("00000000000000b1", "00000000000000a1");
    const json before = segments_of({open, child});
    CHECK(before[0]["in_progress"] == true);
    CHECK_FALSE(before[0].contains("end_time"));
    CHECK(summary_of({open, child})["Duration"].is_null());
    CHECK(summary_of({open, child})["ResponseTime"].is_null());
    CHECK(summary_of({open, child})["IsPartial"] == false);
    const json after = segments_of({open, child, segment("00000000000000a1")});
    REQUIRE(after.size() == 1);
    CHECK(after[0]["end_time"] == 20.0);
    CHECK_FALSE(after[0].contains("in_progress"));
    CHECK(after[0]["subsegments"].size() == 1);
}

TEST_CASE("assembly: what is completed never changes again", "[trace]") {
    const json segments =
        segments_of({segment("00000000000000a1"), segment("00000000000000a1", R"(,"fault":true)"),
                     document(R"({"id":"00000000000000a1","name":"x","start_time":1,"in_progress":true})")});
    REQUIRE(segments.size() == 1);
    CHECK_FALSE(segments[0].contains("fault"));
    CHECK(segments[0]["start_time"] == 10.0);
}

TEST_CASE("assembly: an embedded and a streamed copy of one subsegment are one", "[trace]") {
    const std::string embedding =
        segment("00000000000000a1",
                R"(,"subsegments":[{"id":"00000000000000b1","name":"sub","start_time":11,"end_time":12}])");
    const std::string streamed = subsegment("00000000000000b1", "00000000000000a1");
    CHECK(segments_of({embedding, streamed})[0]["subsegments"].size() == 1);
    CHECK(segments_of({embedding, streamed}) == segments_of({streamed, embedding}));
}

TEST_CASE("assembly: nesting decides, not the parent_id that the Go SDK writes into embedded subsegments",
          "[trace]") {
    const json segments = segments_of({segment("00000000000000a1", R"(,"subsegments":[{
        "id":"00000000000000b1","name":"b","start_time":11,"end_time":14,"parent_id":"00000000000000a1","trace_id":"x",
        "subsegments":[{"id":"00000000000000c1","name":"c","start_time":12,"end_time":13,
                        "parent_id":"00000000000000a1","trace_id":"x"}]}])")});
    CHECK(segments[0]["subsegments"].size() == 1);
    CHECK(segments[0]["subsegments"][0]["subsegments"][0]["id"] == "00000000000000c1");
}

TEST_CASE("assembly: a chain of streamed subsegments of any length stays bounded in depth", "[trace]") {
    std::vector<std::string> documents = {segment("00000000000000a1")};
    std::string parent = "00000000000000a1";
    for (unsigned i = 0; i < 1000; ++i) {
        const std::string id = xray::SegmentId(0xb0000 + i).to_string();
        documents.push_back(subsegment(id, parent));
        parent = id;
    }
    std::size_t count = 0;
    std::size_t deepest = 0;
    const std::function<void(const json&, std::size_t)> walk = [&](const json& entity, std::size_t depth) {
        ++count;
        deepest = std::max(deepest, depth);
        for (const json& child : entity.value("subsegments", json::array())) walk(child, depth + 1);
    };
    walk(segments_of(documents)[0], 0);
    CHECK(count == 1001);
    CHECK(deepest <= 201);
}

TEST_CASE("assembly: subsegments that are each other's parents hang nowhere and hurt nobody", "[trace]") {
    const std::vector<std::string> documents = {segment("00000000000000a1"),
                                                subsegment("00000000000000b1", "00000000000000b2"),
                                                subsegment("00000000000000b2", "00000000000000b1"),
                                                subsegment("00000000000000b3", "00000000000000b3")};
    CHECK(segments_of(documents).size() == 1);
    CHECK(summary_of(documents)["Duration"] == 10.0);
}

TEST_CASE("assembly: times at or before the epoch do not stretch the duration", "[trace]") {
    const json summary =
        summary_of({segment("00000000000000a1"),
                    document(R"({"id":"00000000000000a2","name":"z","parent_id":"00000000000000a1",
                                                  "start_time":0,"end_time":15})")});
    CHECK(summary["Duration"] == 10.0);
}

TEST_CASE("assembly: a child that outlives its parent stretches the duration, not the response time",
          "[trace]") {
    const json summary = summary_of(
        {segment("00000000000000a1"), document(R"({"type":"subsegment","id":"00000000000000b1","parent_id":
            "00000000000000a1","name":"late","start_time":15,"end_time":32.5})")});
    CHECK(summary["Duration"] == 22.5);
    CHECK(summary["ResponseTime"] == 10.0);
}

TEST_CASE("assembly: no order and no repetition of the documents makes a difference", "[trace]") {
    const std::vector<std::string> documents = {
        document(R"({"id":"00000000000000a1","name":"front","start_time":10,"in_progress":true,"user":"u"})"),
        document(
            R"({"id":"00000000000000a1","name":"front","start_time":10,"end_time":20,"user":"u","fault":true,
                     "annotations":{"k":1,"l":"x"},"cause":"00000000000000e1","subsegments":[
                       {"id":"00000000000000b1","name":"local","start_time":10,"end_time":11}]})"),
        subsegment("00000000000000b2", "00000000000000a1",
                   R"(,"namespace":"remote","fault":true,"annotations":{"k":2},"cause":{"exceptions":[
                       {"id":"00000000000000e1","message":"m","type":"T"}]})"),
        subsegment("00000000000000b3", "00000000000000b1",
                   R"(,"namespace":"aws","aws":{"operation":"GetItem","table_name":"t"})"),
        document(
            R"({"id":"00000000000000a2","name":"back","parent_id":"00000000000000b2","start_time":11.2,"end_time":11.8})"),
        document(
            R"({"id":"00000000000000a3","name":"worker","parent_id":"00000000000000a2","start_time":11.3,"end_time":12.5})"),
        subsegment("00000000000000b4", "00000000000000a3", R"(,"namespace":"remote","sql":{"url":"db"})"),
        subsegment("00000000000000b5", "00000000000000ff"),
    };
    const json expected = answers_of(documents);
    CHECK(rc::check([&] {
        std::vector<std::string> shuffled = documents;
        const auto repeats =
            *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, documents.size()));
        for (const std::size_t index : repeats) shuffled.push_back(documents[index]);
        for (std::size_t i = shuffled.size(); i > 1; --i) {
            std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
        }
        RC_ASSERT(answers_of(shuffled) == expected);
    }));
}

TEST_CASE("assembly: texts that are no objects are passed over", "[trace]") {
    CHECK(TraceFixture({"", "[]", "{", segment("00000000000000a1")}).trace.segments.size() == 1);
    CHECK(TraceFixture({}).trace.segments.empty());
}
