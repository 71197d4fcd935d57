// SPDX-License-Identifier: Apache-2.0
#include "core/text/closest_name.hpp"

#include <algorithm>
#include <array>

namespace xray {
namespace {

// What is longer is no name that somebody has typed.
constexpr std::size_t kLongest = 64;

// How many typing errors lead from one text to the other (optimal string alignment). Both have at most
// kLongest characters.
std::size_t typing_errors(std::string_view from, std::string_view to) {
    std::array<std::array<std::size_t, kLongest + 1>, kLongest + 1> errors{};
    for (std::size_t i = 0; i <= from.size(); ++i) errors[i][0] = i;
    for (std::size_t j = 0; j <= to.size(); ++j) errors[0][j] = j;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = errors[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            errors[i][j] = std::min({replaced, errors[i - 1][j] + 1, errors[i][j - 1] + 1});
            const bool exchanged = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (exchanged) errors[i][j] = std::min(errors[i][j], errors[i - 2][j - 2] + 1);
        }
    }
    return errors[from.size()][to.size()];
}

}  // namespace

std::string_view closest_name(std::string_view written, std::span<const std::string_view> names) {
    if (written.size() > kLongest) return {};
    std::string_view closest;
    std::size_t fewest = std::max<std::size_t>(written.size() / 3, 1) + 1;
    for (const std::string_view name : names) {
        if (name.size() > kLongest) continue;
        const std::size_t errors = typing_errors(written, name);
        if (errors >= fewest) continue;
        fewest = errors;
        closest = name;
    }
    return closest;
}

std::string did_you_mean(std::string_view closest) {
    return closest.empty() ? "" : "; did you mean " + std::string(closest) + "?";
}

}  // namespace xray
