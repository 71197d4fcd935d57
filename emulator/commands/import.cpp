// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <iterator>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "api/transfer/trace_file.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/text_file.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

// Of one request; the emulator takes several times as much.
constexpr std::size_t kBatchBytes = 8U << 20U;

std::string line_of(const api::KeptTrace& trace) {
    const json line{{"Documents", trace.documents}, {"Id", trace.id.to_string()}};
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

struct Outcome {
    std::uint64_t traces = 0;
    std::uint64_t documents = 0;
    std::uint64_t refused = 0;
    std::string first_refusal;

    void add(const std::string& answer) {
        const json body = json::parse(answer, nullptr, false);
        if (!body.is_object()) return;
        traces += body.value("Traces", std::uint64_t{0});
        documents += body.value("Documents", std::uint64_t{0});
        refused += body.value("Refused", std::uint64_t{0});
        const json list = body.value("Unprocessed", json::array());
        if (first_refusal.empty() && list.is_array() && !list.empty())
            first_refusal = list[0].value("Message", std::string());
    }
};

std::string plural(std::uint64_t count, const char* word) {
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

CommandResult<Outcome> send_in_batches(const EmulatorClient& client,
                                       const std::vector<api::KeptTrace>& traces) {
    Outcome outcome;
    std::string batch;
    const auto send = [&]() -> CommandResult<void> {
        const auto body = body_of(client.post("/_emulator/import", batch));
        if (!body) return tl::unexpected(body.error());
        outcome.add(*body);
        batch.clear();
        return {};
    };
    for (const api::KeptTrace& trace : traces) {
        batch += line_of(trace);
        if (batch.size() < kBatchBytes) continue;
        if (auto sent = send(); !sent) return tl::unexpected(sent.error());
    }
    if (!batch.empty()) {
        if (auto sent = send(); !sent) return tl::unexpected(sent.error());
    }
    return outcome;
}

}  // namespace

// xray-emulator import FILE: an export, or what `aws xray batch-get-traces` prints; `-` reads stdin.
int run_import(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app(
        "Reads traces from an export, or from what `aws xray batch-get-traces` prints. Exit code 3 if some "
        "of "
        "their documents are refused.",
        "xray-emulator import");
    std::string file;
    std::string endpoint;
    app.add_option("FILE", file, "The file; - for the standard input")->required();
    add_endpoint_option(app, endpoint, environment);
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto text = file == "-" ? tl::expected<std::string, std::string>(
                                        std::string(std::istreambuf_iterator<char>(std::cin), {}))
                                  : read_text_file(file);
    if (!text) return report({kMisuse, text.error()});
    const auto traces = api::read_kept_traces(*text);
    if (!traces) return report({kMisuse, file + ": " + traces.error().message});
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    const auto outcome = send_in_batches(*client, *traces);
    if (!outcome) return report(outcome.error());
    say(plural(outcome->traces, "trace") + ", " + plural(outcome->documents, "document") + "\n");
    if (outcome->refused == 0) return 0;
    return report({kNotMet, plural(outcome->refused, "document") + " refused: " + outcome->first_refusal});
}

}  // namespace xray::emulator
