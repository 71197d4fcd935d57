// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/calls_condition.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace xray::emulator {
namespace {

constexpr std::string_view kArrow = "->";

void skip_spaces(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

// Takes a name off the front; a plain one ends at a space or at the first of `ends`. Empty: there is none.
std::string take_name(std::string_view& text, std::string_view ends) {
    skip_spaces(text);
    std::string name;
    if (!text.starts_with('"')) {
        const bool is_arrow = ends == kArrow;
        const std::size_t stop = std::min(is_arrow ? text.find(ends) : text.find_first_of(ends), text.size());
        const std::size_t end = std::min(stop, text.find(' '));
        name = text.substr(0, end);
        text.remove_prefix(end);
        return name;
    }
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        name += text[i];
    }
    if (i == text.size()) return {};
    text.remove_prefix(i + 1);
    return name;
}

std::optional<std::string_view> take_operator(std::string_view& text) {
    skip_spaces(text);
    for (const std::string_view sign : {">=", "<=", "==", "=", "<", ">"}) {
        if (!text.starts_with(sign)) continue;
        text.remove_prefix(sign.size());
        return sign;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
    skip_spaces(text);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    skip_spaces(text);
    return number;
}

}  // namespace

tl::expected<CallsCondition, std::string> parse_calls_condition(std::string_view text) {
    const std::string wrong =
        "--calls: '" + std::string(text) +
        "' is not FROM -> TO OP N, as in 'front -> \"the back\" >= 2' (OP: = >= <= < >)";
    CallsCondition condition;
    condition.from = take_name(text, kArrow);
    skip_spaces(text);
    if (condition.from.empty() || !text.starts_with(kArrow)) return tl::unexpected(wrong);
    text.remove_prefix(kArrow.size());
    condition.to = take_name(text, "<>=");
    const std::optional<std::string_view> sign = take_operator(text);
    if (condition.to.empty() || !sign) return tl::unexpected(wrong);
    const std::optional<std::uint64_t> number = take_number(text);
    if (!number || !text.empty()) return tl::unexpected(wrong);
    if (*sign == "<" && *number == 0)
        return tl::unexpected(std::string("--calls: there cannot be fewer than 0 calls"));
    condition.number = *sign == "<" ? *number - 1 : *sign == ">" ? *number + 1 : *number;
    condition.bound = sign->starts_with('<') ? "AtMost" : sign->starts_with('>') ? "AtLeast" : "Exactly";
    return condition;
}

}  // namespace xray::emulator
