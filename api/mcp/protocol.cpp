// SPDX-License-Identifier: Apache-2.0
#include "api/mcp/protocol.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/limits.hpp"
#include "core/json/json_depth.hpp"
#include "core/text/utf8.hpp"

namespace xray::api::mcp {
namespace {

using nlohmann::json;

// From the newest to the oldest; a client that asks for none of them is told the newest.
constexpr std::array<std::string_view, 4> kRevisions{"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

// JSON-RPC 2.0, 5.1.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;

constexpr std::string_view kInstructions =
    "A local AWS X-Ray for tests. Find traces with find_traces (X-Ray filter expressions such as "
    "service(\"shop\") AND fault, or annotation.user = \"alice\"), read one with read_trace, and ask doctor "
    "when something that should be there is not.";

std::string dump(const json& message) {
    return message.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string failure(const json& id, int code, std::string_view message) {
    return dump({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}});
}

std::string success(const json& id, json result) {
    return dump({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

json schema_of(Parameter::Kind kind) {
    switch (kind) {
        case Parameter::Kind::kText:
            return {{"type", "string"}};
        case Parameter::Kind::kTexts:
            return {{"type", "array"}, {"items", {{"type", "string"}}}};
        case Parameter::Kind::kInteger:
            return {{"type", "integer"}};
        case Parameter::Kind::kNumber:
            return {{"type", "number"}};
        case Parameter::Kind::kFlag:
            return {{"type", "boolean"}};
    }
    return json::object();
}

json write_tool(const Tool& tool) {
    json properties = json::object();
    json required = json::array();
    for (const Parameter& parameter : tool.parameters) {
        json& schema = properties[std::string(parameter.name)] = schema_of(parameter.kind);
        schema["description"] = parameter.description;
        if (parameter.required) required.push_back(parameter.name);
    }
    json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    return {{"name", tool.name},
            {"description", tool.description},
            {"inputSchema", std::move(schema)},
            {"annotations", {{"readOnlyHint", tool.is_read_only}, {"openWorldHint", false}}}};
}

json list_tools() {
    json tools = json::array();
    for (const Tool& tool : all_tools()) tools.push_back(write_tool(tool));
    return {{"tools", std::move(tools)}};
}

json initialize(const json& params, std::string_view version) {
    const auto asked = params.find("protocolVersion");
    const bool is_known = asked != params.end() && asked->is_string() &&
                          std::find(kRevisions.begin(), kRevisions.end(),
                                    asked->get_ref<const std::string&>()) != kRevisions.end();
    return {{"protocolVersion", is_known ? *asked : json(kRevisions.front())},
            {"capabilities", {{"tools", json::object()}}},
            {"serverInfo", {{"name", "xray-emulator"}, {"version", version}}},
            {"instructions", kInstructions}};
}

Outcome call_tool(const json& id, const json& params) {
    const auto name = params.find("name");
    const auto tools = all_tools();
    const auto tool = std::find_if(tools.begin(), tools.end(), [&](const Tool& known) {
        return name != params.end() && name->is_string() && *name == known.name;
    });
    if (tool == tools.end()) return failure(id, kInvalidParams, "There is no such tool");
    const auto arguments = params.find("arguments");
    return ToolCall{id, &*tool, arguments == params.end() ? json() : *arguments};
}

Outcome receive_request(const json& id, const std::string& method, const json& params,
                        std::string_view version) {
    if (method == "initialize") return success(id, initialize(params, version));
    if (method == "ping") return success(id, json::object());
    if (method == "tools/list") return success(id, list_tools());
    if (method == "tools/call") return call_tool(id, params);
    return failure(id, kMethodNotFound, "There is no method " + method);
}

}  // namespace

Outcome receive(std::string_view message, std::string_view version) {
    const json request = nests_deeper(message, kMaxRequestDepth) ? json(json::value_t::discarded)
                                                                 : json::parse(message, nullptr, false);
    if (request.is_discarded()) return failure(nullptr, kParseError, "This is no JSON");
    const auto member = [&](const char* name) {
        const auto found = request.is_object() ? request.find(name) : request.end();
        return found == request.end() ? json() : *found;
    };
    const json id = member("id");
    const json method = member("method");
    const bool is_answer =
        method.is_null() && !id.is_null() && (request.contains("result") || request.contains("error"));
    if (is_answer) return NoAnswer{};
    const bool is_id = id.is_null() || id.is_string() || id.is_number();
    if (member("jsonrpc") != "2.0" || !method.is_string() || !is_id)
        return failure(nullptr, kInvalidRequest, "This is no request of JSON-RPC 2.0");
    if (id.is_null()) return NoAnswer{};
    const json params = member("params");
    if (!params.is_null() && !params.is_object())
        return failure(id, kInvalidParams, "\"params\" must be an object");
    return receive_request(id, method.get<std::string>(), params.is_null() ? json::object() : params,
                           version);
}

std::string write_answer(const json& id, const Answer& answer) {
    std::string text = answer.text;
    if (text.size() > kMostTextBytes) {
        const std::size_t all = text.size();
        std::size_t end = kMostTextBytes;
        while (end > 0 && is_continuation(text[end])) --end;
        text.resize(end);
        text += "\n... (" + std::to_string(all - end) + " more bytes: ask for less)";
    }
    json result{{"content", {{{"type", "text"}, {"text", std::move(text)}}}}, {"isError", answer.is_error}};
    return success(id, std::move(result));
}

}  // namespace xray::api::mcp
