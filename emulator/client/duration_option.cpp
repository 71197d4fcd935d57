// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/duration_option.hpp"

#include "emulator/config/duration.hpp"

namespace xray::emulator {
namespace {

constexpr Micros kLongest = 3600 * kMicrosPerSecond;

tl::expected<Micros, std::string> read(const char* option, const std::string& text) {
    const std::optional<Micros> length = parse_duration(text);
    if (!length || *length > kLongest)
        return tl::unexpected(std::string(option) + ": '" + text +
                              "' is not a duration up to 1h (500ms, 10s, 5m)" + suggest_duration(text));
    return *length;
}

}  // namespace

tl::expected<Patience, std::string> read_patience(const std::string& within, const std::string& quiet_time) {
    Patience patience;
    const auto time = read("--within", within);
    if (!time) return tl::unexpected(time.error());
    patience.within = *time;
    if (quiet_time.empty()) return patience;
    const auto quiet = read("--quiet-time", quiet_time);
    if (!quiet) return tl::unexpected(quiet.error());
    patience.quiet = *quiet;
    return patience;
}

}  // namespace xray::emulator
