// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/duration.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace xray::emulator {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 5> kUnits{
    {{"ms", 0.001}, {"s", 1.0}, {"m", 60.0}, {"h", 3600.0}, {"d", 86400.0}}};
constexpr double kMaxSeconds = 1000.0 * 366.0 * 86400.0;

}  // namespace

std::optional<Micros> parse_duration(std::string_view text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    if (unit.empty() && number == 0) return Micros{0};
    for (const auto& [name, seconds] : kUnits) {
        if (unit != name) continue;
        const double length = number * seconds;
        if (!(length >= 0) || length > kMaxSeconds) return std::nullopt;
        return micros_from_seconds(length);
    }
    return std::nullopt;
}

std::string suggest_duration(std::string_view text) {
    const std::string seconds = std::string(text) + "s";
    if (!parse_duration(seconds)) return {};
    return "; did you mean " + seconds + " or " + std::string(text) + "d?";
}

}  // namespace xray::emulator
