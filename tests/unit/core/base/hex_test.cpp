// SPDX-License-Identifier: Apache-2.0
#include "core/text/hex.hpp"

#include <rapidcheck.h>
#include <array>
#include <catch2/catch.hpp>
#include <vector>

using namespace xray;

TEST_CASE("hex: digits of either case, and nothing else", "[base]") {
    CHECK(hex_value('0') == 0);
    CHECK(hex_value('9') == 9);
    CHECK(hex_value('a') == 10);
    CHECK(hex_value('F') == 15);
    for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\xff'}) CHECK_FALSE(hex_value(c));
}

TEST_CASE("hex: a number is written with as many of its digits as are asked for", "[base]") {
    const auto written = [](std::uint64_t number, int digits) {
        std::string text;
        append_hex(text, number, digits);
        return text;
    };
    CHECK(written(0x123456789abcdef0U, 16) == "123456789abcdef0");
    CHECK(written(0x123456789abcdef0U, 3) == "ef0");
    CHECK(written(7, 4) == "0007");
}

TEST_CASE("hex: what is not twice as many digits is refused", "[base]") {
    std::array<std::uint8_t, 2> bytes{};
    for (const auto* const text : {"", "00", "000", "00000", "000g", "00 0", "+000", "0x00"}) {
        INFO(text);
        CHECK_FALSE(parse_hex(text, bytes));
    }
    CHECK(parse_hex("aBcD", bytes));
    CHECK(bytes == std::array<std::uint8_t, 2>{0xab, 0xcd});
    CHECK(parse_hex("", {}));
}

TEST_CASE("hex: any bytes come back", "[base]") {
    CHECK(rc::check([](const std::string& bytes) {
        std::string text;
        append_hex(text, bytes);
        std::vector<std::uint8_t> read(bytes.size());
        RC_ASSERT(parse_hex(text, read));
        RC_ASSERT(std::string(read.begin(), read.end()) == bytes);
    }));
}
