// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/client/client_command.hpp"
#include "emulator/client/fetched_traces.hpp"

namespace xray::emulator {

// What commands that turn traces into text are told: of which traces, where they are, where the text goes.
struct TraceOutput {
    TraceSelection selection;
    std::string endpoint;
    std::string file;  // empty: stdout
};

// Adds FILTER, --trace, --endpoint and --output.
void add_trace_output_options(CLI::App& app, TraceOutput& output, const Environment& environment);

// Writes a text to the file of --output; returns the exit code.
[[nodiscard]] int write_output(const std::string& file, const std::string& text);

}  // namespace xray::emulator
