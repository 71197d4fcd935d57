// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/limits.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

// The Model Context Protocol at /_emulator/mcp.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json request(std::string_view method, const json& params = json::object()) {
    return {{"jsonrpc", "2.0"}, {"id", 7}, {"method", method}, {"params", params}};
}

json ask(Api& api, const json& message) {
    const api::HttpResponse response = api.post("/_emulator/mcp", message);
    REQUIRE(response.status == 200);
    json answer = json::parse(response.body);
    REQUIRE(answer["jsonrpc"] == "2.0");
    return answer;
}

struct ToolText {
    std::string text;
    bool is_error = false;
};

ToolText text_of(const api::HttpResponse& response) {
    const json result = json::parse(response.body)["result"];
    REQUIRE(result["content"].size() == 1);
    REQUIRE(result["content"][0]["type"] == "text");
    return {result["content"][0]["text"], result["isError"]};
}

api::HttpResponse call(Api& api, std::string_view tool, const json& arguments) {
    return api.post("/_emulator/mcp", request("tools/call", {{"name", tool}, {"arguments", arguments}}));
}

std::string tool(Api& api, std::string_view name, const json& arguments = json::object()) {
    const ToolText answer = text_of(call(api, name, arguments));
    CAPTURE(answer.text);
    REQUIRE_FALSE(answer.is_error);
    return answer.text;
}

std::string failed_tool(Api& api, std::string_view name, const json& arguments = json::object()) {
    const ToolText answer = text_of(call(api, name, arguments));
    CAPTURE(answer.text);
    REQUIRE(answer.is_error);
    return answer.text;
}

int error_of(Api& api, std::string_view message) {
    const api::HttpResponse response = api.send("POST", "/_emulator/mcp", message);
    REQUIRE(response.status == 200);
    return json::parse(response.body)["error"]["code"];
}

void put_shop(Api& api, unsigned trace, double length, bool fault) {
    put(api, {segment(trace, kNow - length, kNow,
                      {{"name", "shop"},
                       {"fault", fault},
                       {"http", {{"request", {{"method", "GET"}, {"url", "http://shop/cart"}}}}},
                       {"annotations", {{"user", "alice"}}}})});
}

}  // namespace

TEST_CASE("mcp: a client is told what there is", "[mcp]") {
    Api api;
    api.context.version = "1.2.3";
    const json hello = ask(api, request("initialize", {{"protocolVersion", "2025-03-26"}}))["result"];
    REQUIRE(hello["protocolVersion"] == "2025-03-26");
    REQUIRE(hello["serverInfo"] == json{{"name", "xray-emulator"}, {"version", "1.2.3"}});
    REQUIRE(hello["capabilities"].contains("tools"));
    REQUIRE(ask(api, request("initialize", {{"protocolVersion",
                                             "1999-01-01"}}))["result"]["protocolVersion"] == "2025-11-25");
    REQUIRE(ask(api, request("ping"))["result"] == json::object());
    REQUIRE(
        api.post("/_emulator/mcp", {{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}).status ==
        202);
    const json tools = ask(api, request("tools/list"))["result"]["tools"];
    for (const json& one : tools) {
        CAPTURE(one);
        REQUIRE_FALSE(one["description"].get<std::string>().empty());
        REQUIRE(one["inputSchema"]["type"] == "object");
    }
    REQUIRE(tools.size() == 11);
}

TEST_CASE("mcp: what is no message of the protocol is told so", "[mcp]") {
    Api api;
    REQUIRE(error_of(api, "{") == -32700);
    REQUIRE(error_of(api, "") == -32700);
    REQUIRE(error_of(api, std::string(kMaxRequestDepth + 1, '[')) == -32700);
    REQUIRE(error_of(api, "[]") == -32600);
    REQUIRE(error_of(api, R"({"id":1,"method":"ping"})") == -32600);
    REQUIRE(error_of(api, R"({"jsonrpc":"2.0","id":{},"method":"ping"})") == -32600);
    REQUIRE(error_of(api, request("resources/list").dump()) == -32601);
    REQUIRE(error_of(api, request("ping", json::array()).dump()) == -32602);
    REQUIRE(error_of(api, request("tools/call", {{"name", "nothing"}}).dump()) == -32602);
    REQUIRE(api.send("POST", "/_emulator/mcp", R"({"jsonrpc":"2.0","id":1,"result":{}})").status == 202);
    REQUIRE(api.send("GET", "/_emulator/mcp").status == 405);
}

TEST_CASE("mcp: arguments are checked", "[mcp]") {
    Api api;
    REQUIRE_THAT(failed_tool(api, "find_traces", {{"filtre", "fault"}}),
                 Catch::Contains("there is no argument \"filtre\"; it takes filter, limit"));
    REQUIRE_THAT(failed_tool(api, "find_traces", {{"limit", "3"}}),
                 Catch::Contains("must be a whole number"));
    REQUIRE_THAT(failed_tool(api, "find_traces", {{"limit", 0}}), Catch::Contains("from 1 to 100"));
    REQUIRE_THAT(failed_tool(api, "find_traces", {{"filter", "service("}}),
                 Catch::Contains("Error Location"));
    REQUIRE_THAT(failed_tool(api, "read_trace"), Catch::Contains("\"trace_id\" is missing"));
    REQUIRE_THAT(failed_tool(api, "read_trace", {{"trace_id", "x"}}), Catch::Contains("is no trace id"));
    REQUIRE_THAT(failed_tool(api, "read_trace", {{"trace_id", trace_id(1)}}),
                 Catch::Contains("There is no trace"));
    REQUIRE_THAT(failed_tool(api, "wait_for_traces", {{"seconds", 61}}), Catch::Contains("from 0 to 60"));
    REQUIRE_THAT(failed_tool(api, "reset", json::array()), Catch::Contains("must be an object"));
    REQUIRE_THAT(failed_tool(api, "diff", {{"before", "a"}, {"after", "b"}}),
                 Catch::Contains("There is no run"));
}

TEST_CASE("mcp: traces are found, read and explained", "[mcp]") {
    Api api;
    REQUIRE_THAT(tool(api, "find_traces"), Catch::Contains("no traces at all"));
    put_shop(api, 1, 0.5, false);
    put_shop(api, 2, 2, true);
    const std::string found = tool(api, "find_traces", {{"filter", "fault"}});
    REQUIRE_THAT(found, Catch::StartsWith(trace_id(2)));
    REQUIRE_THAT(found, Catch::Contains("GET /cart"));
    REQUIRE(found.find(trace_id(1)) == std::string::npos);
    REQUIRE_THAT(tool(api, "find_traces", {{"limit", 1}}), Catch::Contains("and more"));
    REQUIRE_THAT(tool(api, "read_trace", {{"trace_id", trace_id(2)}}), Catch::Contains("shop"));
    REQUIRE_THAT(tool(api, "read_trace", {{"trace_id", trace_id(2)}, {"raw", true}}),
                 Catch::Contains("\"annotations\""));
    REQUIRE_THAT(tool(api, "service_graph"), Catch::Contains("shop"));
    REQUIRE_THAT(tool(api, "snapshot", {{"filter", "fault"}}),
                 Catch::Equals("shop segment GET /cart fault user=\"alice\"\n"));
    const std::string verdict =
        tool(api, "explain_filter", {{"filter", "fault AND responsetime > 1"}, {"trace_id", trace_id(1)}});
    REQUIRE_THAT(verdict, Catch::Contains(trace_id(1) + ": does not match"));
    REQUIRE_THAT(verdict, Catch::Contains("fails  responsetime > 1: it was 0.5"));
    REQUIRE_THAT(tool(api, "explain_filter", {{"filter", "service(\"shpo\")"}}),
                 Catch::Contains("fails  service(\"shpo\")"));
    REQUIRE_THAT(tool(api, "doctor"), Catch::Contains(""));
    REQUIRE_THAT(tool(api, "reset"), Catch::Contains("forgotten"));
    REQUIRE(api.store->totals().traces == 0);
}

TEST_CASE("mcp: runs are begun, listed and compared", "[mcp]") {
    Api api;
    tool(api, "begin_run", {{"name", "before"}});
    put_shop(api, 1, 0.5, false);
    tool(api, "begin_run", {{"name", "after"}});
    put_shop(api, 2, 0.5, true);
    REQUIRE_THAT(tool(api, "list_runs"), Catch::Contains("\"after\""));
    const std::string text = tool(api, "diff", {{"before", "before"}, {"after", "after"}});
    REQUIRE_THAT(text, Catch::Contains("fault"));
    REQUIRE_THAT(failed_tool(api, "begin_run", {{"name", ""}}), Catch::Contains("name"));
}

TEST_CASE("mcp: a wait is answered when it holds, or with what there was", "[mcp]") {
    Api api;
    put_shop(api, 1, 0.5, false);
    REQUIRE(tool(api, "wait_for_traces", {{"filter", "service(\"shop\")"}}) ==
            "1 matched\n" + trace_id(1) + "\n");
    const api::HttpResponse waiting = call(api, "wait_for_traces", {{"filter", "fault"}, {"seconds", 3}});
    REQUIRE(waiting.later != nullptr);
    REQUIRE(waiting.later->timeout() <= std::chrono::seconds(3));
    std::optional<api::HttpResponse> given;
    waiting.later->start([&](api::HttpResponse response) { given = std::move(response); });
    waiting.later->shut_down();
    REQUIRE(given);
    REQUIRE(text_of(*given).is_error);
    const api::HttpResponse late =
        call(api, "wait_for_traces", {{"filter", "service(\"shpo\")"}, {"seconds", 0}});
    late.later->start([&](api::HttpResponse response) { given = std::move(response); });
    late.later->expire();
    const ToolText failed = text_of(*given);
    REQUIRE(failed.is_error);
    REQUIRE_THAT(failed.text, Catch::Contains("did you mean \"shop\""));
}

TEST_CASE("mcp: a long text is cut", "[mcp]") {
    Api api;
    put(api, {segment(1, kNow - 1, kNow, {{"metadata", {{"n", {{"k", std::string(100'000, 'x')}}}}}})});
    const std::string text = tool(api, "read_trace", {{"trace_id", trace_id(1)}, {"raw", true}});
    REQUIRE(text.size() < 17'000);
    REQUIRE_THAT(text, Catch::Contains("more bytes: ask for less"));
}
