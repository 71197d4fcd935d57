// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Hexadecimal digits: read in either case, written in lower case.
namespace xray {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

// The value of a digit; nothing for any other character.
[[nodiscard]] constexpr std::optional<unsigned> hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

// Fills `out` from twice as many digits; false if `text` is anything else.
[[nodiscard]] bool parse_hex(std::string_view text, std::span<std::uint8_t> out);

// Appends two digits for each byte.
void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
void append_hex(std::string& out, std::string_view bytes);

// Appends the last `digits` digits of a number, at most 16.
void append_hex(std::string& out, std::uint64_t number, int digits);

}  // namespace xray
