// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "emulator/config/config.hpp"

namespace CLI {
class App;
}

namespace xray::emulator {

[[nodiscard]] std::string version_line();

// What is wrong with a command line, in one line that ends in where help is to be had: that of a command, or
// of the program for an empty name.
[[nodiscard]] PrintedAnswer misuse(const std::string& message, const std::string& command);

// Reads the options of one command, without its name. An answer instead means that there is nothing to run.
[[nodiscard]] std::optional<PrintedAnswer> parse_command_line(CLI::App& app,
                                                              std::span<const std::string> arguments);

}  // namespace xray::emulator
