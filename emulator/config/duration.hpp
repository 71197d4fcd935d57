// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/base/time.hpp"

namespace xray::emulator {

// A length as people write it: a decimal number and one of ms, s, m, h, d; a plain number means seconds.
// Nothing for anything else, for negative lengths and for more than 1000 years.
[[nodiscard]] std::optional<Micros> parse_duration(std::string_view text);

}  // namespace xray::emulator
