// SPDX-License-Identifier: Apache-2.0
#include "core/views/time_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <ctime>

namespace xray {

std::string seconds_text(Micros length) {
    std::array<char, 40> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.3f s", rounded_seconds(length));
    return std::string(text.data(), static_cast<std::size_t>(std::max(size, 0)));
}

std::string date_text(Micros time) {
    const std::time_t seconds = floor_seconds(time);
    std::tm parts{};
    std::array<char, 40> text{'-'};
    if (gmtime_r(&seconds, &parts) != nullptr)
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return text.data();
}

}  // namespace xray
