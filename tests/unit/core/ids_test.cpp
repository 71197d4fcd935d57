// SPDX-License-Identifier: Apache-2.0
#include "core/base/ids.hpp"

#include <catch2/catch.hpp>
#include <string>

using xray::SegmentId;
using xray::TraceId;

TEST_CASE("trace id: the X-Ray form and the W3C form mean the same id", "[ids]") {
    const auto plain = TraceId::parse("1-58406520-a006649127e371903a2de979");
    const auto w3c = TraceId::parse("58406520a006649127e371903a2de979");
    REQUIRE(plain);
    CHECK(plain == w3c);
    CHECK(w3c->to_string() == "1-58406520-a006649127e371903a2de979");
}

TEST_CASE("trace id: upper-case digits are the same id", "[ids]") {
    CHECK(TraceId::parse("1-ABCDEF01-0123456789ABCDEF01234567") ==
          TraceId::parse("1-abcdef01-0123456789abcdef01234567"));
}

TEST_CASE("trace id: anything else is refused", "[ids]") {
    for (const char* text :
         {"", "1", "2-58406520-a006649127e371903a2de979", "1-58406520-a006649127e371903a2de97",
          "1-58406520-a006649127e371903a2de9790", "1-5840652g-a006649127e371903a2de979",
          "1-58406520_a006649127e371903a2de979", "1 58406520-a006649127e371903a2de979",
          "58406520a006649127e371903a2de97", "58406520-a006649127e371903a2de979-1-",
          "1-58406520-a006649127e371903a2de97\n"}) {
        INFO(text);
        CHECK_FALSE(TraceId::parse(text));
    }
}

TEST_CASE("segment id: sixteen hex digits in either letter case", "[ids]") {
    CHECK(SegmentId::parse("70DE5b6f19ff9a0a") == SegmentId::parse("70de5b6f19ff9a0A"));
    CHECK(SegmentId::parse("00000000000000ff")->to_string() == "00000000000000ff");
    for (const char* text :
         {"", "70de5b6f19ff9a0", "70de5b6f19ff9a0a0", "70de5b6f19ff9a0x", "0x70de5b6f19ff9a"}) {
        INFO(text);
        CHECK_FALSE(SegmentId::parse(text));
    }
}

TEST_CASE("derived ids: stable, and different for every origin, trace and purpose", "[ids]") {
    const TraceId trace = *TraceId::parse("1-58406520-a006649127e371903a2de979");
    const TraceId other = *TraceId::parse("1-58406520-a006649127e371903a2de97a");
    const SegmentId id = derived_segment_id(trace, SegmentId(1), 0);
    CHECK(id == derived_segment_id(trace, SegmentId(1), 0));
    CHECK(id != derived_segment_id(trace, SegmentId(2), 0));
    CHECK(id != derived_segment_id(trace, SegmentId(1), 1));
    CHECK(id != derived_segment_id(other, SegmentId(1), 0));
}
