// SPDX-License-Identifier: Apache-2.0
#include "core/views/snapshot.hpp"

#include <string>

#include <CLI/CLI.hpp>

#include "emulator/client/fetched_traces.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/text_file.hpp"

namespace xray::emulator {

// xray-emulator snapshot [FILTER]: the shape of traces as text (core/views/snapshot.hpp).
int run_snapshot(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Shows the shape of traces, to be kept beside a test (expect --snapshot compares with it).",
                 "xray-emulator snapshot");
    TraceSelection selection;
    std::string endpoint;
    std::string output;
    app.add_option("FILTER", selection.filter, "A filter expression; without one every trace");
    app.add_option("--trace", selection.trace_ids, "Only this trace; repeatable")
        ->type_name("ID")
        ->expected(1)
        ->take_all();
    add_endpoint_option(app, endpoint, environment);
    app.add_option("-o,--output", output, "Write it to FILE")->type_name("FILE");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const auto traces = fetch_traces(*client, selection);
    if (!traces) return report(traces.error());
    const std::string text = snapshot(*traces);
    if (output.empty()) {
        say(text);
        return 0;
    }
    const auto written = write_text_file(output, text);
    return written ? 0 : report({kMisuse, written.error()});
}

}  // namespace xray::emulator
