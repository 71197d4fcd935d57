// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "emulator/config/environment.hpp"
#include "emulator/config/serve_config.hpp"

namespace xray::emulator {

// The exit code of wrong options, whatever is wrong with them.
inline constexpr int kMisuse = 2;

// `xray-emulator health`: asks a running emulator how it is.
struct HealthConfig {
    std::string url = "http://127.0.0.1:2000";
};

// Nothing to run: help, the version, or what was wrong with the command line.
struct PrintedAnswer {
    std::string text;
    // 0: for stdout; else for stderr.
    int exit_code = 0;
};

// A subcommand that others than read_command() carry out.
struct CommandSummary {
    std::string_view name;
    std::string_view summary;
};

using Command = std::variant<ServeConfig, HealthConfig, PrintedAnswer>;

// Turns the command line (with the program's name in front), the environment and the configuration file into
// what is to be done. The command line wins over the environment, that over the file, that over the defaults.
// Misuse gives a PrintedAnswer of exit code 2 and one line.
//
// The X-Ray daemon's command line is understood too: when the program is called `xray`, or when the arguments
// are the daemon's (emulator/config/daemon_command_line.hpp).
//
// `others` are the subcommands beside `serve`, `health` and `help`, for the program's help and for what a
// mistyped name may have meant.
[[nodiscard]] Command read_command(std::span<const std::string> arguments, const Environment& environment,
                                   std::span<const CommandSummary> others = {});

}  // namespace xray::emulator
