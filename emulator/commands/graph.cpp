// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <CLI/CLI.hpp>

#include "api/answers/graph_text.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/client/service_graph_request.hpp"
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {

// xray-emulator graph: who calls whom, of all that is stored.
int run_graph(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Shows who calls whom.", "xray-emulator graph");
    std::string endpoint;
    bool as_dot = false;
    bool as_mermaid = false;
    bool as_json = false;
    add_endpoint_option(app, endpoint, environment);
    CLI::Option* const dot = app.add_flag("--dot", as_dot, "For Graphviz");
    CLI::Option* const mermaid = app.add_flag("--mermaid", as_mermaid, "For Markdown");
    CLI::Option* const json = app.add_flag("--json", as_json, "As GetServiceGraph answers it");
    dot->excludes(mermaid)->excludes(json);
    mermaid->excludes(json);
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const auto graph = fetch_service_graph(*client);
    if (!graph) return report(graph.error());
    const api::GraphForm form = as_dot       ? api::GraphForm::kDot
                                : as_mermaid ? api::GraphForm::kMermaid
                                             : api::GraphForm::kText;
    say(as_json ? *graph + "\n" : api::graph_text(*graph, form));
    return 0;
}

}  // namespace xray::emulator
