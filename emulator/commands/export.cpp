// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <CLI/CLI.hpp>

#include "emulator/commands/subcommand.hpp"
#include "emulator/commands/trace_output.hpp"

namespace xray::emulator {

// xray-emulator export [FILTER]: whole traces, one JSON object in a line.
int run_export(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Writes whole traces, one JSON object in a line, as BatchGetTraces has them.",
                 "xray-emulator export");
    TraceOutput output;
    add_trace_output_options(app, output, environment);
    app.add_option("--run", output.selection.run, "Only the traces of this run")->type_name("NAME");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(output.endpoint);
    if (!client) return report(client.error());
    const auto text = fetch_export(*client, output.selection);
    if (!text) return report(text.error());
    if (!output.file.empty()) return write_output(output.file, *text);
    // As it is: JSON has no control characters, and a file must hold what was sent.
    std::cout << *text << std::flush;
    return 0;
}

}  // namespace xray::emulator
