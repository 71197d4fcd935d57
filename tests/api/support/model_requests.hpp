// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api/request/model.hpp"

// Requests that the service model allows, and walks through it.
namespace xray::tests {

inline nlohmann::json valid_value(const api::model::Shape& shape);

inline nlohmann::json valid_structure(const api::model::Shape& shape) {
    nlohmann::json structure = nlohmann::json::object();
    for (const api::model::Member& member : shape.members)
        structure[std::string(member.name)] = valid_value(*member.shape);
    return structure;
}

inline std::string valid_text(const api::model::Shape& shape) {
    if (!shape.values.empty()) return std::string(shape.values.front());
    if (shape.pattern.substr(0, 4) == "[0-9") return "01234567-89ab-4def-8123-456789abcdef";
    return std::string(static_cast<std::size_t>(std::max<std::int64_t>(shape.min.value_or(1), 1)), 'a');
}

inline nlohmann::json valid_value(const api::model::Shape& shape) {
    switch (shape.kind) {
        case api::model::Kind::kText:
            return valid_text(shape);
        case api::model::Kind::kInteger:
            return shape.min.value_or(1);
        case api::model::Kind::kDouble:
            return static_cast<double>(shape.min.value_or(0));
        case api::model::Kind::kBoolean:
            return true;
        case api::model::Kind::kTimestamp:
            return 1790000000.5;
        case api::model::Kind::kList:
            return nlohmann::json::array({valid_value(*shape.element)});
        case api::model::Kind::kMap:
            return nlohmann::json{{valid_text(*shape.key), valid_value(*shape.element)}};
        case api::model::Kind::kStructure:
            return valid_structure(shape);
    }
    return nullptr;
}

inline std::string lower_first(std::string text) {
    text[0] = static_cast<char>(std::tolower(text[0]));
    return text;
}

// Calls `visit` with every member of the shape, where it stands in a request (JSON pointer) and in a message.
using Visit =
    std::function<void(const api::model::Member&, const std::string& pointer, const std::string& path)>;
inline void walk(const api::model::Shape& shape, const std::string& pointer, const std::string& path,
                 const Visit& visit) {
    for (const api::model::Member& member : shape.members) {
        const std::string name(member.name);
        const std::string inner = (path.empty() ? "" : path + ".") + lower_first(name);
        visit(member, pointer + "/" + name, inner);
        if (member.shape->kind == api::model::Kind::kStructure)
            walk(*member.shape, pointer + "/" + name, inner, visit);
        if (member.shape->kind == api::model::Kind::kList &&
            member.shape->element->kind == api::model::Kind::kStructure) {
            walk(*member.shape->element, pointer + "/" + name + "/0", inner + ".1.member", visit);
        }
    }
}

inline void for_each_member(
    const std::function<void(std::string_view operation, const api::model::Member&,
                             const std::string& pointer, const std::string& path)>& visit) {
    for (const std::string_view operation : api::model::operation_names()) {
        walk(api::model::input_of(operation), "", "",
             [&](const api::model::Member& member, const std::string& pointer, const std::string& path) {
                 visit(operation, member, pointer, path);
             });
    }
}

}  // namespace xray::tests
