// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace xray {

// Microseconds: since the Unix epoch for a point in time, plain for a length. X-Ray writes times as decimal
// epoch seconds; a double of them resolves about 0.24 microseconds, so this loses nothing a client can send.
using Micros = std::int64_t;

// The least that a number of epoch milliseconds is taken for: as seconds it is in the year 5138, as
// milliseconds in 1973.
inline constexpr double kLeastEpochMilliseconds = 1e11;

inline constexpr Micros kMicrosPerSecond = 1'000'000;
inline constexpr Micros kMinTime = std::numeric_limits<Micros>::min();
inline constexpr Micros kMaxTime = std::numeric_limits<Micros>::max();

// Rounded to the nearest microsecond; out-of-range and non-finite values are clamped (NaN gives 0).
[[nodiscard]] Micros micros_from_seconds(double seconds);

[[nodiscard]] double seconds_from_micros(Micros micros);

// A length in seconds, cut to the millisecond precision in which X-Ray reports durations (0.803), rounded
// half up.
[[nodiscard]] double rounded_seconds(Micros length);

// Whole seconds at or below / at or above, also for times before 1970.
[[nodiscard]] std::int64_t floor_seconds(Micros time);

// Where the emulator asks for the time. Everything that depends on "now" takes one, so tests can freeze it.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;
    [[nodiscard]] virtual Micros now() const = 0;
};

}  // namespace xray
