// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "core/text/ascii.hpp"

namespace xray {

// Whether a key of an annotation has only the letters, digits, underscores and dots of ASCII with which AWS
// documents that filter expressions find it.
[[nodiscard]] constexpr bool is_documented_annotation_key(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(),
                                       [](char c) { return is_letter_or_digit(c) || c == '_' || c == '.'; });
}

}  // namespace xray
