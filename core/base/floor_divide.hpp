// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace xray {

// Divided by a positive number and rounded down, below 0 too.
[[nodiscard]] constexpr std::int64_t floor_divide(std::int64_t number, std::int64_t by) {
    return number / by - (number % by < 0 ? 1 : 0);
}

}  // namespace xray
