// SPDX-License-Identifier: Apache-2.0
#include "api/resources/setting_values.hpp"

#include <array>
#include <charconv>
#include <string>

namespace xray::api {
namespace {

template <class Number>
std::optional<Number> read_number(storage::SettingTable& settings, std::string_view name) {
    const std::optional<std::string> text = settings.find(name);
    if (!text) return std::nullopt;
    Number number{};
    const char* const end = text->data() + text->size();
    const std::from_chars_result result = std::from_chars(text->data(), end, number);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return number;
}

template <class Number>
void put_number(storage::SettingTable& settings, std::string_view name, Number number) {
    std::array<char, 32> text{};  // the shortest form of any double is 24 characters
    const std::to_chars_result result = std::to_chars(text.data(), text.data() + text.size(), number);
    settings.put(name, std::string_view(text.data(), static_cast<std::size_t>(result.ptr - text.data())));
}

}  // namespace

std::optional<Micros> time_setting(storage::SettingTable& settings, std::string_view name) {
    return read_number<Micros>(settings, name);
}

void put_time_setting(storage::SettingTable& settings, std::string_view name, Micros time) {
    put_number(settings, name, time);
}

std::optional<double> number_setting(storage::SettingTable& settings, std::string_view name) {
    return read_number<double>(settings, name);
}

void put_number_setting(storage::SettingTable& settings, std::string_view name, double number) {
    put_number(settings, name, number);
}

}  // namespace xray::api
