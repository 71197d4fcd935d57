// SPDX-License-Identifier: Apache-2.0
#include "core/filter/syntax/json_parser.hpp"

#include <utility>

namespace xray::filter {
namespace {

std::optional<JsonValue> json_value(TokenStream& tokens);

std::optional<JsonArray> json_array(TokenStream& tokens) {
    JsonArray array;
    if (!tokens.take(TokenKind::kOpenBracket)) return std::nullopt;
    if (tokens.skip(TokenKind::kCloseBracket)) return array;
    do {
        auto value = json_value(tokens);
        if (!value) return std::nullopt;
        array.push_back(std::move(*value));
    } while (tokens.skip(TokenKind::kComma));
    if (!tokens.take(TokenKind::kCloseBracket)) return std::nullopt;
    return array;
}

std::optional<JsonObject> json_object(TokenStream& tokens) {
    JsonObject object;
    if (!tokens.take(TokenKind::kOpenBrace)) return std::nullopt;
    if (tokens.skip(TokenKind::kCloseBrace)) return object;
    do {
        auto name = tokens.take(TokenKind::kString);
        if (!name || !tokens.take(TokenKind::kColon)) return std::nullopt;
        auto value = json_value(tokens);
        if (!value) return std::nullopt;
        object.push_back(JsonMember{std::move(name->text), std::move(*value)});
    } while (tokens.skip(TokenKind::kComma));
    if (!tokens.take(TokenKind::kCloseBrace)) return std::nullopt;
    return object;
}

std::optional<JsonValue> json_value(TokenStream& tokens) {
    const auto level = tokens.descend();
    if (!level) return std::nullopt;
    if (tokens.at(TokenKind::kOpenBracket)) {
        auto array = json_array(tokens);
        if (!array) return std::nullopt;
        return JsonValue{std::move(*array)};
    }
    if (tokens.at(TokenKind::kOpenBrace)) {
        auto object = json_object(tokens);
        if (!object) return std::nullopt;
        return JsonValue{std::move(*object)};
    }
    if (auto text = tokens.take_if(TokenKind::kString)) return JsonValue{std::move(text->text)};
    if (const auto number = tokens.take_if(TokenKind::kNumber)) return JsonValue{number->number};
    if (tokens.skip(TokenKind::kTrue)) return JsonValue{true};
    if (tokens.skip(TokenKind::kFalse)) return JsonValue{false};
    if (tokens.at_word("null") && tokens.skip(TokenKind::kWord)) return JsonValue{nullptr};
    tokens.fail_here();
    return std::nullopt;
}

}  // namespace

std::optional<JsonArray> parse_json_patterns(TokenStream& tokens) {
    if (!tokens.take(TokenKind::kHash)) return std::nullopt;
    return json_array(tokens);
}

}  // namespace xray::filter
