// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/duration.hpp"

#include <catch2/catch.hpp>

using xray::kMicrosPerSecond;
using xray::emulator::parse_duration;
using xray::emulator::suggest_duration;

TEST_CASE("duration: a number and its unit", "[duration]") {
    CHECK(parse_duration("500ms") == kMicrosPerSecond / 2);
    CHECK(parse_duration("10s") == 10 * kMicrosPerSecond);
    CHECK(parse_duration("5m") == 300 * kMicrosPerSecond);
    CHECK(parse_duration("2h") == 7200 * kMicrosPerSecond);
    CHECK(parse_duration("30d") == 30 * 86400 * kMicrosPerSecond);
    CHECK(parse_duration("0.5h") == 1800 * kMicrosPerSecond);
}

TEST_CASE("duration: only 0 needs no unit", "[duration]") {
    CHECK(parse_duration("0") == 0);
    CHECK(parse_duration("0.0") == 0);
    for (const auto* const text : {"90", "5", "0.5"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("duration: what may have been meant is told of a number without a unit", "[duration]") {
    CHECK(suggest_duration("5") == "; did you mean 5s or 5d?");
    CHECK(suggest_duration("0.5") == "; did you mean 0.5s or 0.5d?");
    for (const auto* const text : {"", "soon", "5w", "-5", "1e400"}) {
        INFO(text);
        CHECK(suggest_duration(text).empty());
    }
}

TEST_CASE("duration: a thousand years are the most", "[duration]") {
    CHECK(parse_duration("366000d"));
    CHECK_FALSE(parse_duration("366001d"));
    CHECK_FALSE(parse_duration("1e400d"));
}

TEST_CASE("duration: what is no length gives nothing", "[duration]") {
    for (const auto* const text :
         {"", "s", "soon", "-5s", "5 s", " 5s", "5s ", "5w", "5S", "inf", "nan", "1e3s", "+5s", "5s5"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
}
