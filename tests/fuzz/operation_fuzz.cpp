// SPDX-License-Identifier: Apache-2.0
// Requests of any bodies, a few one after the other, between zero bytes: the first byte of each chooses what
// is asked for, the rest is the body. Nothing may fail but by the fault of the caller, and all of it is JSON.

#include <array>
#include <string>
#include <string_view>

#include "api/routes.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostRequests = 8;

constexpr std::string_view kEvents = "/_emulator/events?";
constexpr std::array<std::string_view, 6> kControlPaths{"/_emulator/clock", "/_emulator/sampling/explain",
                                                        "/_emulator/wait",  "/_emulator/reset",
                                                        "/v1/traces",       kEvents};

std::string_view path_of(std::size_t choice) {
    const auto operations = api::operation_routes();
    choice %= operations.size() + kControlPaths.size();
    return choice < operations.size() ? operations[choice].path : kControlPaths[choice - operations.size()];
}

void send_request(FuzzedApi& api, std::string_view text) {
    ByteFeed feed(text);
    const std::string_view path = path_of(feed.byte());
    if (path == kEvents) {
        api.send("GET", std::string(path).append(feed.rest()), {});
    } else if (path == "/v1/traces") {
        api.send("POST", path, feed.rest(), {{"Content-Type", "application/json"}});
    } else {
        api.post(path, feed.rest());
    }
}

}  // namespace

void test_input(std::string_view input) {
    static FuzzedApi api;
    api.begin();
    api.put_samples();
    for_each_part(input, '\0', kMostRequests, [](std::string_view part) { send_request(api, part); });
    api.send("GET", "/_emulator/stats", {});
    api.check_books();
}

}  // namespace xray::fuzz
