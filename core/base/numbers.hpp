// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

// Arithmetic that is defined for every number that a client, or a damaged file, can hand us.
namespace xray {

// The integer of a number, its fraction cut off; the nearest one that there is beyond the range, 0 for NaN.
[[nodiscard]] inline std::int64_t saturated_integer(double number) {
    // 2^63, the first double that is too large.
    constexpr double kBeyond = 9223372036854775808.0;
    if (std::isnan(number)) return 0;
    if (number >= kBeyond) return std::numeric_limits<std::int64_t>::max();
    if (number < -kBeyond) return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(number);
}

// Sums, differences and products modulo 2^64: what was added can be taken away again, in any order.
[[nodiscard]] constexpr std::int64_t add_wrapping(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
[[nodiscard]] constexpr std::int64_t subtract_wrapping(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
[[nodiscard]] constexpr std::int64_t multiply_wrapping(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

// Divided by a positive number and rounded to the nearest, halves away from 0.
[[nodiscard]] constexpr std::int64_t divided_and_rounded(std::int64_t number, std::int64_t by) {
    const std::int64_t quotient = number / by;
    const std::int64_t rest = number % by;
    if (rest >= by - rest) return quotient + 1;
    return -rest >= by + rest ? quotient - 1 : quotient;
}

}  // namespace xray
