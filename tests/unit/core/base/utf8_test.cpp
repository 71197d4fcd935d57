// SPDX-License-Identifier: Apache-2.0
#include "core/text/utf8.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>

using namespace xray;

TEST_CASE("utf8: characters of one to four bytes", "[base]") {
    const auto is = [](std::string_view text, std::uint32_t code_point, std::size_t length) {
        const auto character = first_character(text);
        return character && character->code_point == code_point && character->length == length;
    };
    CHECK(is("a\xc3\xa4", 0x61, 1));
    CHECK(is({"\0", 1}, 0, 1));
    CHECK(is("\xc3\xa4z", 0xe4, 2));
    CHECK(is("\xe2\x82\xac", 0x20ac, 3));
    CHECK(is("\xf0\x9f\x98\x80!", 0x1f600, 4));
    CHECK(is("\xf4\x8f\xbf\xbf", 0x10ffff, 4));
}

TEST_CASE("utf8: overlong forms, surrogates, code points beyond the last and halves are damage", "[base]") {
    for (const std::string_view text :
         {"", "\x80", "\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80",
          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xc3", "\xe2\x82", "\xc3z"}) {
        CHECK_FALSE(first_character(text));
        CHECK_FALSE(character_length(text));
    }
}

TEST_CASE("utf8: every code point comes back", "[base]") {
    for (std::uint32_t code_point = 0; code_point <= 0x10ffff; ++code_point) {
        if (code_point >= 0xd800 && code_point <= 0xdfff) continue;
        std::string text;
        append_utf8(text, code_point);
        const auto character = first_character(text);
        if (character && character->code_point == code_point && character->length == text.size()) continue;
        FAIL("U+" << std::hex << code_point);
    }
}

TEST_CASE("utf8: bytes that go on with a character", "[base]") {
    CHECK(is_continuation('\x80'));
    CHECK(is_continuation('\xbf'));
    for (const char byte : {'a', '\x7f', '\xc0', '\xff'}) CHECK_FALSE(is_continuation(byte));
}

TEST_CASE("utf8: damaged bytes are replaced one by one", "[base]") {
    CHECK(replace_damaged_utf8("a\xffz\xc3\xa9") == "a\xef\xbf\xbdz\xc3\xa9");
    CHECK(replace_damaged_utf8("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(rc::check([](const std::string& bytes) {
        const std::string sound = replace_damaged_utf8(bytes);
        RC_ASSERT(replace_damaged_utf8(sound) == sound);
        std::string_view rest = sound;
        while (!rest.empty()) {
            const auto length = character_length(rest);
            RC_ASSERT(length.has_value());
            rest.remove_prefix(*length);
        }
    }));
}
