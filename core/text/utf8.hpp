// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xray {

struct Character {
    std::uint32_t code_point = 0;
    // In bytes: 1 to 4.
    std::size_t length = 0;
};

// The UTF-8 character at the beginning of `text`; nothing if it is empty or damaged there (RFC 3629: overlong
// forms, surrogates and codes above U+10FFFF are damage).
[[nodiscard]] std::optional<Character> first_character(std::string_view text);

// The length of that character in bytes.
[[nodiscard]] std::optional<std::size_t> character_length(std::string_view text);

// Whether a byte goes on with a character that began before it.
[[nodiscard]] constexpr bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

// Appends the character of a code point, which must be no surrogate and at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

// The text with U+FFFD in place of every damaged byte.
[[nodiscard]] std::string replace_damaged_utf8(std::string_view text);

}  // namespace xray
