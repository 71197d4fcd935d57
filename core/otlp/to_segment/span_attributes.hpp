// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

// Reading single attributes. A value that is null counts as absent.

[[nodiscard]] const boost::json::value* attribute(const Attributes& attributes, std::string_view key);

// Text as it is, numbers and booleans in writing; empty where the attribute is absent or of another type.
[[nodiscard]] std::string attribute_text(const Attributes& attributes, std::string_view key);

// The first of several names that is there with a text that is not empty; else empty.
[[nodiscard]] std::string first_text(const Attributes& attributes,
                                     std::initializer_list<std::string_view> keys);

[[nodiscard]] bool has_any(const Attributes& attributes, std::initializer_list<std::string_view> keys);

[[nodiscard]] std::optional<std::int64_t> attribute_integer(const Attributes& attributes,
                                                            std::string_view key);

// The texts of an attribute that is an array; those of other types are passed over.
[[nodiscard]] std::set<std::string> attribute_texts(const Attributes& attributes, std::string_view key);

// Sets a member unless the text is empty.
void set_text(boost::json::object& object, std::string_view name, std::string_view text);

// A span's attributes, and which of them have found their place in the document: the rest becomes annotations
// and metadata.
class SpanAttributes {
public:
    explicit SpanAttributes(const Attributes& all) : all_(all) {}

    [[nodiscard]] const Attributes& all() const { return all_; }

    void consume(std::string_view key) { consumed_.insert(key); }
    void consume(std::initializer_list<std::string_view> keys) { consumed_.insert(keys.begin(), keys.end()); }
    [[nodiscard]] bool consumed(std::string_view key) const { return consumed_.count(key) != 0; }

private:
    const Attributes& all_;
    std::set<std::string_view> consumed_;
};

}  // namespace xray::otlp
