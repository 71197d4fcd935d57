// SPDX-License-Identifier: Apache-2.0
#include "core/views/snapshot.hpp"

#include <string>

#include <CLI/CLI.hpp>

#include "emulator/commands/subcommand.hpp"
#include "emulator/commands/trace_output.hpp"

namespace xray::emulator {

// xray-emulator snapshot [FILTER]: the shape of traces as text (core/views/snapshot.hpp).
int run_snapshot(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Shows the shape of traces, to be kept beside a test (expect --snapshot compares with it).",
                 "xray-emulator snapshot");
    TraceOutput output;
    add_trace_output_options(app, output, environment);
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(output.endpoint);
    if (!client) return report(client.error());
    const auto traces = fetch_traces(*client, output.selection);
    if (!traces) return report(traces.error());
    const std::string text = snapshot(*traces);
    if (!output.file.empty()) return write_output(output.file, text);
    say(text);
    return 0;
}

}  // namespace xray::emulator
