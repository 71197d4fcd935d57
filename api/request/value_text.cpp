// SPDX-License-Identifier: Apache-2.0
#include "api/request/value_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/numbers.hpp"
#include "core/json/json_writer.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

using model::Kind;
using model::Shape;
using nlohmann::json;

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

// As Java's Date writes itself. Times beyond the calendar's years are shown as its first or last.
std::string time_text(double seconds) {
    static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::int64_t kFarthest = 900'000'000'000;  // about the year 30,000
    const std::int64_t whole = saturated_integer(std::floor(seconds));
    const std::chrono::sys_seconds time(std::chrono::seconds(std::clamp(whole, -kFarthest, kFarthest)));
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);

    std::string text(kDays[std::chrono::weekday(day).c_encoding()]);
    text.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]).append(" ");
    text += two_digits(static_cast<unsigned>(date.day())) + " " + two_digits(clock.hours().count()) + ":" +
            two_digits(clock.minutes().count()) + ":" + two_digits(clock.seconds().count()) + " UTC ";
    return text + std::to_string(static_cast<int>(date.year()));
}

std::string double_text(double number) {
    std::string text;
    JsonWriter(text).real(number);
    return text;
}

std::string list_text(const Shape& shape, const json& list) {
    std::string text = "[";
    for (const json& item : list) {
        if (text.size() > 1) text += ", ";
        text += value_text(*shape.element, item);
    }
    return text + "]";
}

std::string map_text(const Shape& shape, const json& map) {
    std::string text = "{";
    for (const auto& [key, item] : map.items()) {
        if (text.size() > 1) text += ", ";
        text += key + "=" + value_text(*shape.element, item);
    }
    return text + "}";
}

std::string structure_text(const Shape& shape, const json& structure) {
    std::string text(shape.name);
    text += "(";
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
        const model::Member& member = shape.members[i];
        const auto found = structure.find(member.name);
        if (i > 0) text += ", ";
        text += member_text(member.name) + "=" +
                (found == structure.end() ? "null" : value_text(*member.shape, *found));
    }
    return text + ")";
}

}  // namespace

std::string value_text(const Shape& shape, const json& value) {
    if (value.is_null()) return "null";
    switch (shape.kind) {
        case Kind::kText:
            return value.get<std::string>();
        case Kind::kInteger:
            return std::to_string(saturated_integer(value.get<double>()));
        case Kind::kDouble:
            return double_text(value.get<double>());
        case Kind::kBoolean:
            return value.get<bool>() ? "true" : "false";
        case Kind::kTimestamp:
            return time_text(value.get<double>());
        case Kind::kList:
            return list_text(shape, value);
        case Kind::kMap:
            return map_text(shape, value);
        case Kind::kStructure:
            return structure_text(shape, value);
    }
    return {};
}

std::string member_text(std::string_view name) {
    std::string text(name);
    if (!text.empty()) text[0] = to_lower(text[0]);
    return text;
}

}  // namespace xray::api
