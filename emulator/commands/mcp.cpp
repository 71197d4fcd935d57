// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "api/mcp/protocol.hpp"
#include "core/base/limits.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {
namespace {

// A tool waits for a minute at most.
constexpr std::chrono::minutes kPatience{2};

// The next line of stdin, without its end; of one that is longer than a request may be only the beginning.
// Nothing at the end.
std::optional<std::string> read_line() {
    std::string line;
    std::array<char, 65536> part{};
    bool has_read = false;
    while (std::fgets(part.data(), static_cast<int>(part.size()), stdin) != nullptr) {
        has_read = true;
        const std::string_view text(part.data());
        if (line.size() <= kMaxBody) line += text;
        if (text.ends_with('\n')) break;
    }
    if (!has_read) return std::nullopt;
    while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
    return line;
}

std::string failed_call(const nlohmann::json& id, std::string reason) {
    return api::mcp::write_answer(id, {std::move(reason), true, nullptr, {}});
}

// Has the emulator run a tool.
std::string pass_on(const EmulatorClient& client, const std::string& message, const nlohmann::json& id) {
    const auto answer = client.send("POST", "/_emulator/mcp", message, kPatience);
    if (!answer) return failed_call(id, answer.error() + "\nStart one with: xray-emulator serve\n");
    if (answer->status != 200) {
        return failed_call(id, "The emulator at " + client.url() + " answered with status " +
                                   std::to_string(answer->status) + ": " + answer->body);
    }
    return answer->body;
}

void write_line(const std::string& line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

}  // namespace

// xray-emulator mcp: a server of the Model Context Protocol on stdin and stdout, for coding agents. What is
// of the protocol alone it answers by itself, so that an agent can begin before the emulator does.
int run_mcp(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app(
        "Serves coding agents by the Model Context Protocol on stdin and stdout: find traces, read one, "
        "wait, "
        "explain a filter, snapshot, diff, doctor, reset.",
        "xray-emulator mcp");
    std::string endpoint;
    add_endpoint_option(app, endpoint, environment);
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    while (const std::optional<std::string> message = read_line()) {
        if (message->empty()) continue;
        const api::mcp::Outcome outcome = api::mcp::receive(*message, version());
        if (const auto* const answer = std::get_if<std::string>(&outcome)) write_line(*answer);
        if (const auto* const call = std::get_if<api::mcp::ToolCall>(&outcome))
            write_line(pass_on(*client, *message, call->id));
    }
    return 0;
}

}  // namespace xray::emulator
