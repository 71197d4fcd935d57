// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/printable.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>

using xray::emulator::Layout;
using xray::emulator::printable;

TEST_CASE("printable: text stays as it is", "[printable]") {
    for (const auto* const text : {"", "a line", "back\\slash",
                                   "Gr\xc3\xbc\xc3\x9f"
                                   "e, \xe4\xb8\x96\xe7\x95\x8c \xf0\x9f\x98\x80"}) {
        CHECK(printable(text, Layout::kOneLine) == text);
    }
}

TEST_CASE("printable: what acts without being seen is shown", "[printable]") {
    CHECK(printable("\x1b[31mred\x07", Layout::kOneLine) == "\\x1b[31mred\\x07");
    CHECK(printable("\x7f", Layout::kOneLine) == "\\x7f");
    // A C1 control, right-to-left override, a space of no width, a line separator.
    CHECK(printable("\xc2\x9b", Layout::kOneLine) == "\\u009b");
    CHECK(printable("\xe2\x80\xae", Layout::kOneLine) == "\\u202e");
    CHECK(printable("\xe2\x80\x8b", Layout::kOneLine) == "\\u200b");
    CHECK(printable("\xe2\x80\xa8", Layout::kOneLine) == "\\u2028");
}

TEST_CASE("printable: line ends and tabs stay only where lines are wanted", "[printable]") {
    CHECK(printable("a\tb\r\nc", Layout::kOneLine) == "a\\tb\\r\\nc");
    CHECK(printable("a\tb\r\nc", Layout::kLines) == "a\tb\\r\nc");
}

TEST_CASE("printable: bytes that are no UTF-8 are shown one by one", "[printable]") {
    CHECK(printable("a\xff"
                    "b",
                    Layout::kOneLine) == "a\\xffb");
    // Overlong, a surrogate, cut off, beyond Unicode.
    CHECK(printable("\xc0\xaf", Layout::kOneLine) == "\\xc0\\xaf");
    CHECK(printable("\xed\xa0\x80", Layout::kOneLine) == "\\xed\\xa0\\x80");
    CHECK(printable("\xe2\x82", Layout::kOneLine) == "\\xe2\\x82");
    CHECK(printable("\xf4\x90\x80\x80", Layout::kOneLine) == "\\xf4\\x90\\x80\\x80");
}

TEST_CASE("printable: of any bytes no control character is left", "[printable]") {
    CHECK(rc::check([](const std::string& bytes) {
        const std::string shown = printable(bytes, Layout::kOneLine);
        RC_ASSERT(std::none_of(shown.begin(), shown.end(),
                               [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }));
        RC_ASSERT(printable(shown, Layout::kOneLine) == shown);
    }));
}
