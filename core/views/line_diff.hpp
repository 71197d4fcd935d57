// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray {

// The difference of two texts by lines, in the unified form of diff(1) with three lines of context; empty
// where they are equal. Texts of which more than 4000 lines differ are told as one wholly replaced by the
// other.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after,
                                       std::string_view before_name, std::string_view after_name);

}  // namespace xray
