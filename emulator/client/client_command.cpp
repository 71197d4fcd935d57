// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/client_command.hpp"

#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "emulator/process/printable.hpp"

namespace xray::emulator {
namespace {

// What the emulator says of an error, or what was answered by somebody else.
std::string message_in(const ClientAnswer& answer) {
    const nlohmann::json body = nlohmann::json::parse(answer.body, nullptr, false);
    for (const char* const member : {"Message", "message"}) {
        if (body.is_object() && body.contains(member) && body[member].is_string())
            return body[member].get<std::string>();
    }
    return "status " + std::to_string(answer.status) + " from what is no xray-emulator of this version";
}

}  // namespace

void add_endpoint_option(CLI::App& app, std::string& url, const Environment& environment) {
    url = default_endpoint(environment);
    app.add_option("--endpoint", url,
                   "Address of the emulator (default: AWS_ENDPOINT_URL_XRAY, else http://127.0.0.1:2000)")
        ->type_name("URL");
}

int report(const CommandFailure& failure) {
    std::cerr << "xray-emulator: " << printable(failure.message, Layout::kLines) << std::endl;
    return failure.exit_code;
}

CommandResult<EmulatorClient> open_client(const std::string& url) {
    auto client = EmulatorClient::open(url);
    if (!client) return tl::unexpected(CommandFailure{kMisuse, client.error()});
    return std::move(*client);
}

CommandResult<std::string> body_of(const tl::expected<ClientAnswer, std::string>& answer) {
    if (!answer) return tl::unexpected(CommandFailure{kNoEmulator, answer.error()});
    if (answer->status == 200) return answer->body;
    return tl::unexpected(CommandFailure{answer->status == 400 ? kMisuse : kNoEmulator, message_in(*answer)});
}

void say(const std::string& text) {
    std::cout << printable(text, Layout::kLines) << std::flush;
}

}  // namespace xray::emulator
