// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/base/ids.hpp"
#include "core/views/waterfall.hpp"
#include "emulator/client/fetched_traces.hpp"
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {

// xray-emulator trace ID: one trace as a waterfall.
int run_trace(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Shows one trace as a waterfall. Exit code 3 if it is not there.", "xray-emulator trace");
    std::string id;
    std::string endpoint;
    bool as_json = false;
    app.add_option("ID", id, "The trace id, in X-Ray's or W3C's form")->required();
    add_endpoint_option(app, endpoint, environment);
    app.add_flag("--json", as_json, "Print the trace, as BatchGetTraces has it");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    if (!TraceId::parse(id)) return print(misuse("'" + id + "' is not a trace id", "trace"));
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const auto text = fetch_export(*client, {{}, {}, {id}});
    if (!text) return report(text.error());
    if (text->empty()) return report({kNotMet, "there is no trace " + id});
    if (as_json) {
        say(*text);
        return 0;
    }
    const auto traces = read_traces(*text, endpoint);
    if (!traces) return report(traces.error());
    for (const Trace& trace : *traces) say(waterfall(trace));
    return 0;
}

}  // namespace xray::emulator
