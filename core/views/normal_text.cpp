// SPDX-License-Identifier: Apache-2.0
#include "core/views/normal_text.hpp"

#include <algorithm>
#include <cstddef>

#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"

namespace xray {
namespace {

constexpr std::size_t kLeastHexDigits = 12;
constexpr std::size_t kLeastDigits = 10;
constexpr std::size_t kUuidCharacters = 36;
constexpr std::size_t kTraceIdCharacters = 35;

bool is_word(char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
}

std::size_t digits_at(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

// "8-4-4-4-12" digits, or "1-8-24".
bool is_dashed_id(std::string_view word) {
    std::size_t digits = 0;
    std::size_t dashes = 0;
    for (const char c : word) {
        if (c == '-') {
            ++dashes;
        } else if (hex_value(c)) {
            ++digits;
        } else {
            return false;
        }
    }
    const bool is_uuid = word.size() == kUuidCharacters && digits == 32 && dashes == 4;
    const bool is_trace_id =
        word.size() == kTraceIdCharacters && digits == 33 && dashes == 2 && word.starts_with("1-");
    return is_uuid || is_trace_id;
}

bool is_plain_id(std::string_view word) {
    const bool all_hex =
        std::all_of(word.begin(), word.end(), [](char c) { return hex_value(c).has_value(); });
    const bool any_digit = std::any_of(word.begin(), word.end(), is_digit);
    const bool all_digits = digits_at(word) == word.size();
    return (all_hex && any_digit && word.size() >= kLeastHexDigits) ||
           (all_digits && word.size() >= kLeastDigits);
}

bool is_ipv4(std::string_view word) {
    std::size_t parts = 0;
    while (true) {
        const std::size_t digits = digits_at(word);
        if (digits == 0 || digits > 3) return false;
        word.remove_prefix(digits);
        if (++parts == 4) return word.empty();
        if (!word.starts_with('.')) return false;
        word.remove_prefix(1);
    }
}

// The length of ":41043" at the beginning; 0 where there is no port.
std::size_t port_at(std::string_view text) {
    if (!text.starts_with(':')) return 0;
    const std::size_t digits = digits_at(text.substr(1));
    return digits >= 1 && digits <= 5 ? digits + 1 : 0;
}

// A part of a word, which may end in an id behind a dash, or have some between dashes.
std::string normal_part(std::string_view part) {
    if (is_dashed_id(part)) return "{id}";
    for (const std::size_t length : {kUuidCharacters, kTraceIdCharacters}) {
        if (part.size() <= length || !is_dashed_id(part.substr(part.size() - length))) continue;
        return normal_part(part.substr(0, part.size() - length)) + "{id}";
    }
    std::string text;
    while (true) {
        const std::size_t dash = part.find('-');
        const std::string_view piece = part.substr(0, dash);
        text += is_plain_id(piece) ? "{id}" : std::string(piece);
        if (dash == std::string_view::npos) return text;
        text += '-';
        part.remove_prefix(dash + 1);
    }
}

// A word without the ids in it; its parts are parted by dots and underscores.
std::string normal_word(std::string_view word) {
    std::string text;
    while (true) {
        const std::size_t end = word.find_first_of("._");
        text += normal_part(word.substr(0, end));
        if (end == std::string_view::npos) return text;
        text += word[end];
        word.remove_prefix(end + 1);
    }
}

}  // namespace

std::string normal_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_word);
        const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
        if (word.empty()) {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(word.size());
        const std::size_t port = port_at(text);
        const bool is_host = is_ipv4(word) || word == "localhost" || word.find('.') != std::string_view::npos;
        out += is_ipv4(word) ? "{ip}" : normal_word(word);
        if (is_host) text.remove_prefix(port);
    }
    return out;
}

std::string normal_path(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        const std::size_t path = url.find_first_of("/?#", scheme + 3);
        if (path == std::string_view::npos || url[path] != '/') return "/";
        url = url.substr(path);
    }
    return normal_text(url.substr(0, url.find_first_of("?#")));
}

}  // namespace xray
