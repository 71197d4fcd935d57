// SPDX-License-Identifier: Apache-2.0
// Any messages of the Model Context Protocol, a few one after the other, between zero bytes. Each gets an
// answer of JSON-RPC 2.0 of a bounded size, or none; no tool fails but by the fault of its caller.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostMessages = 8;
// A text is cut long before; an id comes back as long as it was sent, and escapes may take six bytes for one.
constexpr std::size_t kMostAnswer = 1U << 20U;

void send_message(FuzzedApi& api, std::string_view message) {
    const api::HttpResponse response = api.post("/_emulator/mcp", message);
    if (response.status == 202) {
        require(response.body.empty(), "an answer to what wants none");
        return;
    }
    require(response.body.size() <= kMostAnswer, "an answer without a bound");
    if (response.status != 200) return;
    const auto answer = nlohmann::json::parse(response.body);
    require(answer.is_object() && answer.value("jsonrpc", "") == "2.0", "no message of JSON-RPC");
    require(answer.contains("result") != answer.contains("error"), "neither a result nor an error, or both");
}

}  // namespace

void test_input(std::string_view input) {
    static FuzzedApi api;
    api.begin();
    api.put_samples();
    for_each_part(input, '\0', kMostMessages, [](std::string_view part) { send_message(api, part); });
    api.check_books();
}

}  // namespace xray::fuzz
