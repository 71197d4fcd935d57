// SPDX-License-Identifier: Apache-2.0
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {

// Each is defined in the file of its name.
SubcommandFunction run_diff, run_doctor, run_expect, run_export, run_graph, run_import, run_licenses, run_mcp,
    run_run, run_snapshot, run_tail, run_trace, run_traces;

namespace {

constexpr Subcommand kSubcommands[] = {
    {"run", "runs a command with an emulator of its own, and asserts on its traces", run_run},
    {"expect", "asserts on the traces of a running emulator", run_expect},
    {"traces", "lists traces", run_traces},
    {"trace", "shows one trace as a waterfall", run_trace},
    {"tail", "shows traces as they come", run_tail},
    {"graph", "shows who calls whom; --dot, --mermaid", run_graph},
    {"snapshot", "shows the shape of traces, to be kept beside a test", run_snapshot},
    {"diff", "compares two exports, or two runs", run_diff},
    {"export", "writes whole traces, one in a line", run_export},
    {"import", "reads traces from an export or from the AWS CLI", run_import},
    {"doctor", "tells mistakes in instrumentation and set-up", run_doctor},
    {"mcp", "serves coding agents on stdin and stdout (Model Context Protocol)", run_mcp},
    {"licenses", "shows the licences of what the binary contains", run_licenses},
};

}  // namespace

std::span<const Subcommand> all_subcommands() {
    return kSubcommands;
}

}  // namespace xray::emulator
