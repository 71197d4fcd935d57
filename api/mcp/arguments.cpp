// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "api/mcp/tool.hpp"
#include "core/base/try.hpp"

namespace xray::api::mcp {
namespace {

using nlohmann::json;
using Kind = Parameter::Kind;

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

bool is_of(Kind kind, const json& value) {
    switch (kind) {
        case Kind::kText:
            return value.is_string();
        case Kind::kTexts:
            return value.is_array() && std::all_of(value.begin(), value.end(),
                                                   [](const json& entry) { return entry.is_string(); });
        case Kind::kInteger:
            return value.is_number_integer();
        case Kind::kNumber:
            return value.is_number();
        case Kind::kFlag:
            return value.is_boolean();
    }
    return false;
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::kText:
            return "a string";
        case Kind::kTexts:
            return "a list of strings";
        case Kind::kInteger:
            return "a whole number";
        case Kind::kNumber:
            return "a number";
        case Kind::kFlag:
            return "true or false";
    }
    return "";
}

std::string names_of(std::span<const Parameter> parameters) {
    std::string names;
    for (const Parameter& parameter : parameters)
        names.append(names.empty() ? "" : ", ").append(parameter.name);
    return names.empty() ? "it takes none" : "it takes " + names;
}

Result<void> check(std::span<const Parameter> parameters, const std::string& name, const json& value) {
    const auto parameter = std::find_if(parameters.begin(), parameters.end(),
                                        [&](const Parameter& known) { return known.name == name; });
    if (parameter == parameters.end())
        return misuse("there is no argument \"" + name + "\"; " + names_of(parameters));
    if (!value.is_null() && !is_of(parameter->kind, value))
        return misuse("\"" + name + "\" must be " + std::string(name_of(parameter->kind)));
    return {};
}

}  // namespace

Result<Arguments> Arguments::read(std::span<const Parameter> parameters, const json& values) {
    if (values.is_null()) return read(parameters, json::object());
    if (!values.is_object()) return misuse("arguments must be an object");
    for (const auto& [name, value] : values.items()) XRAY_CHECK(check(parameters, name, value));
    Arguments arguments(values);
    for (const Parameter& parameter : parameters) {
        const auto given = values.find(parameter.name);
        const bool is_given = given != values.end() && !given->is_null();
        if (parameter.required && !is_given)
            return misuse("\"" + std::string(parameter.name) + "\" is missing");
        if (!is_given) arguments.values_.erase(std::string(parameter.name));
    }
    return arguments;
}

std::string Arguments::text(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->get<std::string>();
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->get<std::vector<std::string>>();
}

std::optional<std::int64_t> Arguments::integer(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->get<std::int64_t>();
}

std::optional<double> Arguments::number(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->get<double>();
}

bool Arguments::flag(std::string_view name) const {
    const auto found = values_.find(name);
    return found != values_.end() && found->get<bool>();
}

}  // namespace xray::api::mcp
