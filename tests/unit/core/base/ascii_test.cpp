// SPDX-License-Identifier: Apache-2.0
#include "core/text/ascii.hpp"

#include <catch2/catch.hpp>

using namespace xray;

TEST_CASE("ascii: letters and digits are those of ASCII and no others", "[base]") {
    for (int value = 0; value < 256; ++value) {
        const char c = static_cast<char>(value);
        INFO(value);
        const bool lower = value >= 97 && value <= 122;
        const bool upper = value >= 65 && value <= 90;
        CHECK(is_letter(c) == (lower || upper));
        CHECK(is_digit(c) == (value >= 48 && value <= 57));
        CHECK(is_letter_or_digit(c) == (is_letter(c) || is_digit(c)));
        CHECK(to_lower(c) == static_cast<char>(upper ? value + 32 : value));
        CHECK(to_upper(c) == static_cast<char>(lower ? value - 32 : value));
    }
}

TEST_CASE("ascii: texts are compared without regard to case", "[base]") {
    CHECK(to_lower("X-Amzn-Trace-ID [@`{] \xc3\x84") == "x-amzn-trace-id [@`{] \xc3\x84");
    CHECK(equals_ignoring_case("Content-TYPE", "content-type"));
    CHECK(equals_ignoring_case("", ""));
    CHECK_FALSE(equals_ignoring_case("content", "content-type"));
    CHECK_FALSE(equals_ignoring_case("[", "{"));
    CHECK_FALSE(equals_ignoring_case("\xc3\x84", "\xc3\xa4"));
}
