// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/trace/missing_parts.hpp"
#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

using namespace xray;
using namespace xray::test;

namespace {

std::vector<std::string> missing(const std::vector<std::string>& documents) {
    const TraceFixture fixture(documents);
    std::vector<std::string> texts;
    for (const MissingPart& part : missing_parts(fixture.trace)) texts.push_back(to_string(part));
    return texts;
}

using Texts = std::vector<std::string>;
constexpr auto kSegment = SegmentBuilder::Kind::kSegment;
constexpr auto kSubsegment = SegmentBuilder::Kind::kSubsegment;

}  // namespace

TEST_CASE("missing parts: a whole trace waits for nothing", "[trace]") {
    CHECK(missing({segment("front").calls("back"), segment("back").called_by("back")}).empty());
}

TEST_CASE("missing parts: a segment in progress, but no subsegment", "[trace]") {
    CHECK(missing({segment("front").in_progress()}) ==
          Texts{"segment \"front\" (" + id_of(kSegment, "front") + ") is in progress"});
    CHECK(missing({segment("front").with(subsegment("work").in_progress())}).empty());
}

TEST_CASE("missing parts: parents of segments and of subsegments", "[trace]") {
    CHECK(missing({segment("back").called_by("back")}) ==
          Texts{"the parent " + id_of(kSubsegment, "back") + " of \"back\" has not arrived"});
    CHECK(missing({subsegment("work").sent_below_segment("front")}) ==
          Texts{"the parent " + id_of(kSegment, "front") + " of \"work\" has not arrived"});
}

TEST_CASE("missing parts: parents that were cut off a cycle are there", "[trace]") {
    CHECK(missing({segment("a").called_by_segment("b"), segment("b").called_by_segment("a")}).empty());
}

TEST_CASE("missing parts: the callee of a finished call that says traced, in either place", "[trace]") {
    const nlohmann::json within{{"request", {{"traced", true}}}};
    const Texts expected{"the call to \"back\" (" + id_of(kSubsegment, "back") +
                         ") says traced, and no segment of the callee has arrived"};
    CHECK(missing({segment("front").with(remote_call("back").member("http", within))}) == expected);
    CHECK(missing({segment("front").with(remote_call("back").member("traced", true))}) == expected);
    CHECK(missing({segment("front").with(remote_call("back").member("traced", false))}).empty());
    CHECK(missing({segment("front").with(remote_call("back").member("traced", true).in_progress())}).empty());
    CHECK(missing({segment("front").with(remote_call("back").member("http", within)),
                   segment("back").called_by("back")})
              .empty());
}
