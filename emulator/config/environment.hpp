// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "emulator/config/options.hpp"

namespace xray::emulator {

// The environment of the process: values by name.
using Environment = std::map<std::string, std::string, std::less<>>;

// The value of a variable; nothing if it is not set or empty, which is how it is taken back in many a compose
// file.
[[nodiscard]] std::optional<std::string> find_variable(const Environment& environment, std::string_view name);

// "XRAY_EMULATOR_LOG_LEVEL" for "log-level".
[[nodiscard]] std::string variable_name(std::string_view option);

// What the variables of our name say.
struct EnvironmentOptions {
    OptionLayer options;
    // A remark on each variable that looks as if it were meant for us, but is no option.
    std::vector<std::string> notes;
};

// Reads XRAY_EMULATOR_<OPTION> for every option. A variable whose name is nearly an option's is refused, with
// the option that was meant. What Kubernetes and Docker set beside a service called xray-emulator
// (XRAY_EMULATOR_PORT=tcp://10.0.0.1:2000, XRAY_EMULATOR_SERVICE_HOST) says nothing to us, nor do
// XRAY_EMULATOR_BIN and XRAY_EMULATOR_URL, which are for clients.
[[nodiscard]] tl::expected<EnvironmentOptions, std::string> read_environment(const Environment& environment);

}  // namespace xray::emulator
