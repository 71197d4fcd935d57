// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "api/transfer/trace_file.hpp"
#include "core/base/limits.hpp"
#include "core/text/counted.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/text_file.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

// Of one request; the emulator takes several times as much.
constexpr std::size_t kBatchBytes = 8U << 20U;
constexpr std::size_t kBatchDocuments = kMaxImportDocuments / 2;

using Documents = std::span<const std::string>;

std::string line_of(const TraceId& id, Documents documents) {
    const json line{{"Documents", documents}, {"Id", id.to_string()}};
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

struct Outcome {
    std::uint64_t documents = 0;
    std::uint64_t refused = 0;
    std::string first_refusal;

    void add(const std::string& answer) {
        const json body = json::parse(answer, nullptr, false);
        if (!body.is_object()) return;
        documents += body.value("Documents", std::uint64_t{0});
        refused += body.value("Refused", std::uint64_t{0});
        const json list = body.value("Unprocessed", json::array());
        if (first_refusal.empty() && list.is_array() && !list.empty())
            first_refusal = list[0].value("Message", std::string());
    }
};

// Puts what is handed to it into requests of a good size.
class Sender {
public:
    explicit Sender(const EmulatorClient& client) : client_(client) {}

    // A trace of many documents goes in parts.
    CommandResult<void> add(const api::KeptTrace& trace) {
        Documents left = trace.documents;
        do {
            const Documents part = left.first(std::min(left.size(), kBatchDocuments));
            left = left.subspan(part.size());
            batch_ += line_of(trace.id, part);
            documents_ += part.size();
            if (batch_.size() < kBatchBytes && documents_ < kBatchDocuments) continue;
            if (auto sent = send(); !sent) return tl::unexpected(sent.error());
        } while (!left.empty());
        return {};
    }

    CommandResult<void> send() {
        if (batch_.empty()) return {};
        const auto body = body_of(client_.post("/_emulator/import", batch_));
        if (!body) return tl::unexpected(body.error());
        outcome_.add(*body);
        batch_.clear();
        documents_ = 0;
        return {};
    }

    [[nodiscard]] const Outcome& outcome() const { return outcome_; }

private:
    const EmulatorClient& client_;
    std::string batch_;
    std::size_t documents_ = 0;  // in it
    Outcome outcome_;
};

CommandResult<Outcome> send_in_batches(const EmulatorClient& client,
                                       const std::vector<api::KeptTrace>& traces) {
    Sender sender(client);
    for (const api::KeptTrace& trace : traces)
        if (auto added = sender.add(trace); !added) return tl::unexpected(added.error());
    if (auto sent = sender.send(); !sent) return tl::unexpected(sent.error());
    return sender.outcome();
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
    say(counted(traces->size(), "trace") + ", " + counted(outcome->documents, "document") + "\n");
    if (outcome->refused == 0) return 0;
    return report({kNotMet, counted(outcome->refused, "document") + " refused: " + outcome->first_refusal});
}

}  // namespace xray::emulator
