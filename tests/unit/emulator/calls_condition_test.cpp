// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/calls_condition.hpp"

#include <catch2/catch.hpp>
#include <string>

using xray::emulator::parse_calls_condition;

namespace {

std::string read(std::string_view text) {
    const auto condition = parse_calls_condition(text);
    if (!condition) return "refused";
    return condition->from + "|" + condition->to + "|" + condition->bound + "|" +
           std::to_string(condition->number);
}

}  // namespace

TEST_CASE("calls: FROM -> TO OP N", "[calls]") {
    CHECK(read("front -> back = 2") == "front|back|Exactly|2");
    CHECK(read("front->back>=2") == "front|back|AtLeast|2");
    CHECK(read("  front  ->  back  <=  2 ") == "front|back|AtMost|2");
    CHECK(read("front -> back > 2") == "front|back|AtLeast|3");
    CHECK(read("front -> back < 2") == "front|back|AtMost|1");
    CHECK(read("front-end -> back.internal:80 = 0") == "front-end|back.internal:80|Exactly|0");
}

TEST_CASE("calls: names in quotes", "[calls]") {
    CHECK(read(R"("the front" -> "a -> b" = 1)") == "the front|a -> b|Exactly|1");
    CHECK(read(R"("a \"b\" \\" -> c = 1)") == "a \"b\" \\|c|Exactly|1");
}

TEST_CASE("calls: anything else is refused", "[calls]") {
    for (const char* text :
         {"", "front", "front -> back", "front -> back 2", "front -> back = x", "-> back = 1", "front -> = 1",
          "front -> back = -1", "front -> back < 0", "front -> back = 1 2", "\"front -> back = 1",
          "front back = 1", "front -> back = 99999999999999999999999"}) {
        CAPTURE(text);
        CHECK(read(text) == "refused");
    }
}
