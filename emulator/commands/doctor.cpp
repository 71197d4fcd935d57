// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "emulator/client/client_command.hpp"
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

std::string lines_of(const json& finding) {
    const std::uint64_t count = finding.value("count", std::uint64_t{0});
    std::string text =
        finding.value("severity", std::string()) + ": " + finding.value("message", std::string());
    if (count > 1) text += " (" + std::to_string(count) + " times)";
    text += "\n  code: " + finding.value("code", std::string());
    if (finding.contains("traceId") && finding["traceId"].is_string())
        text += "\n  trace: " + finding["traceId"].get<std::string>();
    return text + "\n  fix: " + finding.value("fix", std::string()) + "\n";
}

}  // namespace

// xray-emulator doctor: mistakes in instrumentation and set-up.
int run_doctor(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Tells mistakes in instrumentation and set-up that the emulator has noticed.",
                 "xray-emulator doctor");
    std::string endpoint;
    bool as_json = false;
    add_endpoint_option(app, endpoint, environment);
    app.add_flag("--json", as_json, "As GET /_emulator/doctor answers it");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const auto body = body_of(client->get("/_emulator/doctor"));
    if (!body) return report(body.error());
    if (as_json) {
        say(*body + "\n");
        return 0;
    }
    const json answer = json::parse(*body, nullptr, false);
    const json findings = answer.is_object() ? answer.value("findings", json::array()) : json::array();
    std::string text;
    for (const json& finding : findings) text += lines_of(finding);
    say(text.empty() ? "nothing found\n" : text);
    return 0;
}

}  // namespace xray::emulator
