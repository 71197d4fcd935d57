// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "emulator/client/fetched_traces.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/text_file.hpp"

namespace xray::emulator {

// xray-emulator export [FILTER]: whole traces, one JSON object in a line.
int run_export(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Writes whole traces, one JSON object in a line, as BatchGetTraces has them.",
                 "xray-emulator export");
    TraceSelection selection;
    std::string endpoint;
    std::string output;
    app.add_option("FILTER", selection.filter, "A filter expression; without one every trace");
    app.add_option("--trace", selection.trace_ids, "Only this trace; repeatable")
        ->type_name("ID")
        ->expected(1)
        ->take_all();
    app.add_option("--run", selection.run, "Only the traces of this run")->type_name("NAME");
    add_endpoint_option(app, endpoint, environment);
    app.add_option("-o,--output", output, "Write them to FILE")->type_name("FILE");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const auto text = fetch_export(*client, selection);
    if (!text) return report(text.error());
    if (output.empty()) {
        // As it is: JSON has no control characters, and a file must hold what was sent.
        std::cout << *text << std::flush;
        return 0;
    }
    const auto written = write_text_file(output, *text);
    return written ? 0 : report({kMisuse, written.error()});
}

}  // namespace xray::emulator
