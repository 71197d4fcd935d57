// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/text/utf8.hpp"

namespace xray {

// The beginning of a text, of at most so many bytes and not ending within a character.
[[nodiscard]] constexpr std::string_view cut_between_characters(std::string_view text,
                                                                std::size_t most_bytes) {
    if (text.size() <= most_bytes) return text;
    while (most_bytes > 0 && is_continuation(text[most_bytes])) --most_bytes;
    return text.substr(0, most_bytes);
}

}  // namespace xray
