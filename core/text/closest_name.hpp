// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace xray {

// The name that `written` was most likely meant to be: the one that the fewest typing errors (a letter lost,
// added or replaced, two exchanged) turn into it, one for every three letters at most. Empty if none is so
// close.
[[nodiscard]] std::string_view closest_name(std::string_view written,
                                            std::span<const std::string_view> names);

// "; did you mean PORT?" or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view closest);

}  // namespace xray
