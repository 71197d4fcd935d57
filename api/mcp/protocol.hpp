// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/mcp/tool.hpp"

// The Model Context Protocol (revision 2025-11-25, and back to 2024-11-05), as far as a server of tools needs
// it: messages of JSON-RPC 2.0.
namespace xray::api::mcp {

// What a message leads to: an answer in one line, without the line's end; nothing, for what wants none; or a
// tool that is to be called.
struct NoAnswer {};
struct ToolCall {
    nlohmann::json id;
    const Tool* tool = nullptr;
    nlohmann::json arguments;
};
using Outcome = std::variant<std::string, NoAnswer, ToolCall>;

// Never fails: what is no message of the protocol is answered with an error of JSON-RPC. `version` is the
// emulator's.
[[nodiscard]] Outcome receive(std::string_view message, std::string_view version);

// The answer to a call. A text that is too long is cut, and says so.
[[nodiscard]] std::string write_answer(const nlohmann::json& id, const Answer& answer);

}  // namespace xray::api::mcp
