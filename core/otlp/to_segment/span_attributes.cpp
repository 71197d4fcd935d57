// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/span_attributes.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "core/json/json_members.hpp"
#include "core/json/json_writer.hpp"

namespace xray::otlp {

namespace json = boost::json;

const json::value* attribute(const Attributes& attributes, std::string_view key) {
    return member(attributes, key);
}

std::string attribute_text(const Attributes& attributes, std::string_view key) {
    const json::value* value = attribute(attributes, key);
    if (value == nullptr || value->is_structured()) return {};
    if (const json::string* text = value->if_string()) return {text->data(), text->size()};
    std::string written;
    JsonWriter(written).value(*value);
    return written;
}

std::string first_text(const Attributes& attributes, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        std::string text = attribute_text(attributes, key);
        if (!text.empty()) return text;
    }
    return {};
}

bool has_any(const Attributes& attributes, std::initializer_list<std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](std::string_view key) { return attribute(attributes, key) != nullptr; });
}

std::optional<std::int64_t> attribute_integer(const Attributes& attributes, std::string_view key) {
    const std::string text = attribute_text(attributes, key);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::set<std::string> attribute_texts(const Attributes& attributes, std::string_view key) {
    std::set<std::string> texts;
    const json::value* value = attribute(attributes, key);
    if (value == nullptr || !value->is_array()) return texts;
    for (const json::value& item : value->get_array()) {
        if (const json::string* text = item.if_string()) texts.emplace(text->data(), text->size());
    }
    return texts;
}

void set_text(json::object& object, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    object[json::string_view(name.data(), name.size())] = json::string_view(text.data(), text.size());
}

}  // namespace xray::otlp
