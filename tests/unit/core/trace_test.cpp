// SPDX-License-Identifier: Apache-2.0
#include "core/trace/trace.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::segment;
using xray::test::SegmentBuilder;
using xray::test::segments_of;
using xray::test::subsegment;
using xray::test::summary_of;
using xray::test::TraceFixture;

namespace {

// From second 10 to 20.
SegmentBuilder svc(std::uint64_t id = 0xa1) {
    return segment("svc").id(id).at(10, 10);
}

SegmentBuilder sub(std::uint64_t id, std::uint64_t parent) {
    return subsegment("sub").id(id).parent(parent).at(11, 1);
}

// Every answer that is made of a trace.
json answers_of(const std::vector<std::string>& documents) {
    return {segments_of(documents), summary_of(documents), xray::test::graph_of(documents)};
}

}  // namespace

TEST_CASE("assembly: an independent subsegment joins its parent, whichever comes first", "[trace]") {
    for (const bool parent_first : {true, false}) {
        std::vector<std::string> documents = {svc(0xa1), sub(0xb1, 0xa1), sub(0xc1, 0xb1)};
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
    const std::string orphan = sub(0xb1, 0xa1);
    CHECK(segments_of({orphan}).empty());
    const json alone = summary_of({orphan});
    CHECK(alone["IsPartial"] == true);
    CHECK(alone["Duration"].is_null());
    CHECK(alone["EntryPoint"].is_null());
    CHECK(alone["StartTime"] == 11.0);
    const json joined = summary_of({orphan, svc(0xa1)});
    CHECK(joined["IsPartial"] == false);
    CHECK(joined["Duration"] == 10.0);
}

TEST_CASE("assembly: the completed version replaces the one in progress and keeps what was streamed",
          "[trace]") {
    const std::string open = svc(0xa1).in_progress();
    const std::string child = sub(0xb1, 0xa1);
    const json before = segments_of({open, child});
    CHECK(before[0]["in_progress"] == true);
    CHECK_FALSE(before[0].contains("end_time"));
    CHECK(summary_of({open})["Duration"].is_null());
    CHECK(summary_of({open, child})["Duration"] == 2.0);
    CHECK(summary_of({open, child})["ResponseTime"].is_null());
    CHECK(summary_of({open, child})["IsPartial"] == false);
    const json after = segments_of({open, child, svc(0xa1)});
    REQUIRE(after.size() == 1);
    CHECK(after[0]["end_time"] == 20.0);
    CHECK_FALSE(after[0].contains("in_progress"));
    CHECK(after[0]["subsegments"].size() == 1);
}

TEST_CASE("assembly: what is completed never changes again", "[trace]") {
    const json segments =
        segments_of({svc(0xa1), svc(0xa1).fault(), segment("x").id(0xa1).at(1, 1).in_progress()});
    REQUIRE(segments.size() == 1);
    CHECK_FALSE(segments[0].contains("fault"));
    CHECK(segments[0]["start_time"] == 10.0);
}

TEST_CASE("assembly: an embedded and a streamed copy of one subsegment are one", "[trace]") {
    const std::string embedding = svc(0xa1).with(subsegment("sub").id(0xb1).at(11, 1));
    const std::string streamed = sub(0xb1, 0xa1);
    CHECK(segments_of({embedding, streamed})[0]["subsegments"].size() == 1);
    CHECK(segments_of({embedding, streamed}) == segments_of({streamed, embedding}));
}

TEST_CASE("assembly: nesting decides, not the parent_id that the Go SDK writes into embedded subsegments",
          "[trace]") {
    const auto go_embedded = [](std::string_view name, std::uint64_t id) {
        return subsegment(name).id(id).at(12, 1).member("parent_id", "00000000000000a1");
    };
    const json segments =
        segments_of({svc(0xa1).with(go_embedded("b", 0xb1).at(11, 3).with(go_embedded("c", 0xc1)))});
    CHECK(segments[0]["subsegments"].size() == 1);
    CHECK(segments[0]["subsegments"][0]["subsegments"][0]["id"] == "00000000000000c1");
}

TEST_CASE("assembly: a chain of streamed subsegments of any length stays bounded in depth", "[trace]") {
    std::vector<std::string> documents = {svc(0xa1), sub(0xb0000, 0xa1)};
    for (unsigned i = 1; i < 1000; ++i) documents.push_back(sub(0xb0000 + i, 0xb0000 + i - 1));
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
    const std::vector<std::string> documents = {svc(0xa1), sub(0xb1, 0xb2), sub(0xb2, 0xb1), sub(0xb3, 0xb3)};
    CHECK(segments_of(documents).size() == 1);
    CHECK(summary_of(documents)["Duration"] == 10.0);
}

TEST_CASE("assembly: times at or before the epoch do not stretch the duration", "[trace]") {
    const json summary = summary_of({svc(0xa1), segment("z").parent(0xa1).at(0, 15)});
    CHECK(summary["Duration"] == 10.0);
}

TEST_CASE("assembly: a child that outlives its parent stretches the duration, not the response time",
          "[trace]") {
    const json summary = summary_of({svc(0xa1), subsegment("late").parent(0xa1).at(15, 17.5)});
    CHECK(summary["Duration"] == 22.5);
    CHECK(summary["ResponseTime"] == 10.0);
}

TEST_CASE("assembly: no order and no repetition of the documents makes a difference", "[trace]") {
    const SegmentBuilder front = segment("front").id(0xa1).at(10, 10).user("u");
    const std::vector<std::string> documents = {
        SegmentBuilder(front).in_progress(),
        SegmentBuilder(front).fault().annotation("k", 1).annotation("l", "x").cause("e").with(
            subsegment("local").id(0xb1).at(10, 1)),
        sub(0xb2, 0xa1).member("namespace", "remote").fault().annotation("k", 2).exception("e"),
        sub(0xb3, 0xb1)
            .member("namespace", "aws")
            .member("aws", {{"operation", "GetItem"}, {"table_name", "t"}}),
        segment("back").id(0xa2).parent(0xb2).at(11.2, 0.6),
        segment("worker").id(0xa3).parent(0xa2).at(11.3, 1.2),
        sub(0xb4, 0xa3).member("namespace", "remote").member("sql", {{"url", "db"}}),
        sub(0xb5, 0xff),
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
    CHECK(TraceFixture({"", "[]", "{", svc(0xa1)}).trace.segments.size() == 1);
    CHECK(TraceFixture({}).trace.segments.empty());
}
