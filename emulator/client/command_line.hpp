// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "emulator/config/config.hpp"
#include "emulator/process/print.hpp"

namespace CLI {
class App;
}

namespace xray::emulator {

// Exit codes beside 0 and kMisuse.
inline constexpr int kNoEmulator = 1;
inline constexpr int kNotMet = 3;

// What is wrong with a command line, in one line that ends in where help is to be had.
[[nodiscard]] PrintedAnswer misuse(const std::string& message, const std::string& command);

// Reads the options of one subcommand, without its name. An answer instead means that there is nothing to
// run.
[[nodiscard]] std::optional<PrintedAnswer> parse_command_line(CLI::App& app,
                                                              std::span<const std::string> arguments);

}  // namespace xray::emulator
