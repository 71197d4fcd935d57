// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include <tl/expected.hpp>

#include "emulator/config/daemon_config_file.hpp"
#include "emulator/config/options.hpp"

namespace xray::emulator {

// The daemon's command line, read.
struct DaemonArguments {
    DaemonSettings settings;
    std::optional<std::string> config_file;
    bool show_version = false;
    bool show_help = false;
};

// Whether the arguments (the program's name in front) are those of the X-Ray daemon: the program is called
// `xray`, or there is a flag that only the daemon has, or a value in the daemon's form (`--bind HOST:PORT`,
// `--log-level prod`, `--config FILE.yaml`). Arguments that begin with a subcommand never are.
[[nodiscard]] bool is_daemon_command_line(std::span<const std::string> arguments);

// Reads the daemon's flags by the rules of Go's flag package: one dash or two, the value behind a space or
// '=', the last of repeated flags wins, and the first argument that is no flag ends the list
// (aws-xray-daemon 3.6.6). The long options of `serve` are taken as well. The error is one line.
[[nodiscard]] tl::expected<DaemonArguments, std::string> read_daemon_arguments(
    std::span<const std::string> arguments);

// What `-h` prints.
[[nodiscard]] std::string daemon_usage();

}  // namespace xray::emulator
