// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.hpp"
#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"
#include "core/base/error.hpp"

// What coding agents may do with the emulator, by the Model Context Protocol.
namespace xray::api::mcp {

struct Parameter {
    enum class Kind { kText, kTexts, kInteger, kNumber, kFlag };

    std::string_view name;
    Kind kind = Kind::kText;
    std::string_view description;
    bool required = false;
};

// The arguments of a call, checked against the parameters of its tool.
class Arguments {
public:
    // Error kInvalidRequest, in words for the agent: no object, an argument that is not there, or of another
    // type, or one that is missing.
    [[nodiscard]] static Result<Arguments> read(std::span<const Parameter> parameters,
                                                const nlohmann::json& values);

    [[nodiscard]] std::string text(std::string_view name) const;  // empty: not given
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;

private:
    explicit Arguments(nlohmann::json values) : values_(std::move(values)) {}

    nlohmann::json values_;
};

struct Call {
    const Arguments& arguments;
    std::string base_url;  // where the client reaches the emulator, for links
};

// What a tool answers: plain text, of which the first kMostTextBytes are sent.
struct Answer {
    std::string text;
    bool is_error = false;

    // The answer comes later: what is delivered is handed to `tell`.
    std::shared_ptr<Deferred<HttpResponse>> later = nullptr;
    std::function<Answer(const HttpResponse&)> tell = {};
};

inline constexpr std::size_t kMostTextBytes = 16U << 10U;

// Blocks as queries do. Errors are for the agent; what it throws, the caller catches.
using ToolFunction = Result<Answer>(Context& context, const Call& call);

struct Tool {
    std::string_view name;
    std::string_view description;
    std::span<const Parameter> parameters;
    ToolFunction* run = nullptr;
    bool is_read_only = true;
};

// All of them, in the order in which they are listed.
[[nodiscard]] std::span<const Tool> all_tools();

}  // namespace xray::api::mcp
