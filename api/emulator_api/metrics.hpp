// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/counters.hpp"

namespace xray::api {

// What health and metrics may wait for the count of what has just come: probes must not stand behind a flood.
inline constexpr std::chrono::milliseconds kHealthTimeout{20};

struct CounterReading {
    // As in Counters, which is also its name in /_emulator/stats.
    std::string_view name;
    std::string_view help;
    std::uint64_t value = 0;
};

// Every counter of the process, in the order of Counters.
[[nodiscard]] std::vector<CounterReading> read_counters(const Counters& counters);

}  // namespace xray::api
