// SPDX-License-Identifier: Apache-2.0
#include "core/base/time.hpp"

#include <cmath>

#include "core/base/floor_divide.hpp"
#include "core/base/numbers.hpp"

namespace xray {

Micros micros_from_seconds(double seconds) {
    if (std::isnan(seconds)) return 0;
    // Seconds: differences of two such times still fit into int64 microseconds.
    constexpr double kLimit = 4.0e12;
    if (seconds > kLimit) seconds = kLimit;
    if (seconds < -kLimit) seconds = -kLimit;
    return std::llround(seconds * static_cast<double>(kMicrosPerSecond));
}

double seconds_from_micros(Micros micros) {
    return static_cast<double>(micros) / static_cast<double>(kMicrosPerSecond);
}

double rounded_seconds(Micros length) {
    return static_cast<double>(divided_and_rounded(length, 1000)) / 1000.0;
}

std::int64_t floor_seconds(Micros time) {
    return floor_divide(time, kMicrosPerSecond);
}

}  // namespace xray
