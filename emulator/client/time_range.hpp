// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <ctime>

namespace xray::emulator {

// Epoch seconds.
struct TimeRange {
    std::int64_t start = 0;
    std::int64_t end = 0;
};

// What to ask X-Ray for to be told of everything: all times, and where that is refused (--strict, as on AWS)
// the last six hours.
[[nodiscard]] inline std::array<TimeRange, 2> widest_ranges() {
    constexpr std::int64_t kFarFuture = 4102444800;
    constexpr std::int64_t kSixHours = 6 * 3600;
    // What began within this second is of it too.
    const std::int64_t end = std::time(nullptr) + 1;
    return {TimeRange{0, kFarFuture}, TimeRange{end - kSixHours, end}};
}

}  // namespace xray::emulator
