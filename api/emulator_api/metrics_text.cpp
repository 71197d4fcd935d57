// SPDX-License-Identifier: Apache-2.0
#include "api/emulator_api/metrics_text.hpp"

namespace xray::api {
namespace {

void append_label_value(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '\n') {
            out.append("\\n");
            continue;
        }
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
}

}  // namespace

std::string seconds_text(std::chrono::nanoseconds time) {
    constexpr std::chrono::nanoseconds::rep kPerSecond = 1'000'000'000;
    const std::string parts = std::to_string(time.count() % kPerSecond);
    std::string text =
        std::to_string(time.count() / kPerSecond) + "." + std::string(9 - parts.size(), '0') + parts;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

void MetricsText::begin(std::string_view name, std::string_view type, std::string_view help) {
    family_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::add_name(std::string_view suffix, std::initializer_list<Label> labels) {
    text_.append(family_).append(suffix);
    char before = '{';
    for (const Label& label : labels) {
        text_.push_back(before);
        text_.append(label.name).append("=\"");
        append_label_value(text_, label.value);
        text_.push_back('"');
        before = ',';
    }
    text_.append(labels.size() == 0 ? " " : "} ");
}

void MetricsText::add(std::string_view suffix, std::initializer_list<Label> labels, std::uint64_t value) {
    add_name(suffix, labels);
    text_.append(std::to_string(value)).append("\n");
}

void MetricsText::add(std::string_view suffix, std::initializer_list<Label> labels,
                      std::chrono::nanoseconds value) {
    add_name(suffix, labels);
    text_.append(seconds_text(value)).append("\n");
}

}  // namespace xray::api
