// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "emulator/client/expectation.hpp"
#include "emulator/client/snapshot_file.hpp"
#include "emulator/config/command_line.hpp"
#include "emulator/config/serve_config.hpp"

namespace xray::emulator {

// What `run` is told.
struct RunOptions {
    std::vector<std::string> command;
    std::vector<Expectation> expectations;  // in the order of the command line
    Patience patience;
    SnapshotFile snapshot;
    ServeConfig serve;
    // Files to write; empty: none.
    std::string junit;
    std::string markdown;
    std::string export_file;
    std::string html;
    bool quiet = false;
    // Keeps the Markdown away from GITHUB_STEP_SUMMARY.
    bool no_summary = false;
};

// Reads the command line of `run`: options, `--`, and the command. Filters and numbers are checked, so that
// nothing begins that could not be judged. An answer instead means that there is nothing to run.
[[nodiscard]] std::variant<RunOptions, PrintedAnswer> read_run_options(
    std::span<const std::string> arguments);

}  // namespace xray::emulator
