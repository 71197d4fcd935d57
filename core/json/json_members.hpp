// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

namespace xray {

// Reading members of a document. A member that is null counts as absent, as it does for the service.

[[nodiscard]] inline const boost::json::value* member(const boost::json::object& object,
                                                      std::string_view name) {
    const boost::json::value* value = object.if_contains(boost::json::string_view(name.data(), name.size()));
    return value == nullptr || value->is_null() ? nullptr : value;
}

[[nodiscard]] inline const boost::json::object* object_member(const boost::json::object& object,
                                                              std::string_view name) {
    const boost::json::value* value = member(object, name);
    return value == nullptr ? nullptr : value->if_object();
}

// Empty where the member is absent or no string. The view lives as long as the document.
[[nodiscard]] inline std::string_view text_member(const boost::json::object& object, std::string_view name) {
    const boost::json::value* value = member(object, name);
    const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
}

[[nodiscard]] inline bool is_true(const boost::json::object& object, std::string_view name) {
    const boost::json::value* value = member(object, name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

[[nodiscard]] inline std::optional<double> number_member(const boost::json::object& object,
                                                         std::string_view name) {
    const boost::json::value* value = member(object, name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    return value->to_number<double>();
}

[[nodiscard]] inline bool is_in_progress(const boost::json::object& entity) {
    return is_true(entity, "in_progress");
}

// The end of a segment or subsegment; none while it is in progress. The .NET SDK writes 0 for an end that has
// not come.
[[nodiscard]] inline std::optional<double> end_time_of(std::optional<double> end_time) {
    return end_time == 0.0 ? std::nullopt : end_time;
}
[[nodiscard]] inline std::optional<double> end_time_of(const boost::json::object& entity) {
    return end_time_of(number_member(entity, "end_time"));
}

}  // namespace xray
