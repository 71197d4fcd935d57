// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace xray::emulator {

// A length as people write it: a decimal number and one of ms, s, m, h, d; only 0 needs no unit. Nothing for
// anything else, for negative lengths and for more than 1000 years.
[[nodiscard]] std::optional<Micros> parse_duration(std::string_view text);

// What a text that is no duration may have been meant to be: "; did you mean 5s or 5d?" for "5". Empty if
// nothing comes to mind.
[[nodiscard]] std::string suggest_duration(std::string_view text);

}  // namespace xray::emulator
