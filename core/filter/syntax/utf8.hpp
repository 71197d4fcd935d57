// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xray::filter {

// The length in bytes of the UTF-8 character at the beginning of `text`; nothing if it is empty or damaged
// there (overlong forms, surrogates and codes above U+10FFFF are damage).
[[nodiscard]] std::optional<std::size_t> character_length(std::string_view text);

// Appends the character of a code point, which must be no surrogate and at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

// The text with U+FFFD in place of every damaged byte.
[[nodiscard]] std::string replace_damaged_utf8(std::string_view text);

}  // namespace xray::filter
