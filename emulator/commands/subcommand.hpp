// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "emulator/config/environment.hpp"

namespace xray::emulator {

// A subcommand of its own beside `serve` and `health`. Gets what follows its name on the command line, and
// returns the exit code.
using SubcommandFunction = int(std::span<const std::string> arguments, const Environment& environment);

struct Subcommand {
    std::string_view name;
    std::string_view summary;  // for the list in help
    SubcommandFunction* run = nullptr;
};

// All of them, in the order in which help lists them.
[[nodiscard]] std::span<const Subcommand> all_subcommands();

}  // namespace xray::emulator
