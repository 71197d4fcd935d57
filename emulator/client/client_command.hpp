// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "emulator/client/emulator_client.hpp"
#include "emulator/config/command_line.hpp"
#include "emulator/config/environment.hpp"
#include "emulator/process/print.hpp"

namespace CLI {
class App;
}

// What the subcommands that talk to a running emulator have in common.
namespace xray::emulator {

// Exit codes beside 0 and kMisuse.
inline constexpr int kNoEmulator = 1;
inline constexpr int kNotMet = 3;

// Adds `--endpoint URL`; `url` is where it goes, with the default in it.
void add_endpoint_option(CLI::App& app, std::string& url, const Environment& environment);

// Why a command ends without having done its work.
struct CommandFailure {
    int exit_code = 1;
    std::string message;
};

template <class T>
using CommandResult = tl::expected<T, CommandFailure>;

// Writes "xray-emulator: MESSAGE" to stderr, where help is to be had if it is misuse, and returns the exit
// code.
int report(const CommandFailure& failure);

[[nodiscard]] CommandResult<EmulatorClient> open_client(const std::string& url);

// The body of an answer of status 200. Misuse (400) and everything else that stands in the way are failures,
// with the emulator's own words.
[[nodiscard]] CommandResult<std::string> body_of(const tl::expected<ClientAnswer, std::string>& answer);

// Writes to stdout, as a terminal may have it.
void say(const std::string& text);

}  // namespace xray::emulator
