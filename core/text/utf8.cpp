// SPDX-License-Identifier: Apache-2.0
#include "core/text/utf8.hpp"

namespace xray {
namespace {

struct Form {
    std::size_t length;
    // Of the first byte.
    std::uint32_t lead_bits;
    // The smallest code point of this length.
    std::uint32_t smallest;
};

std::optional<Form> form_of(std::uint32_t first_byte) {
    if (first_byte < 0x80) return Form{1, first_byte, 0};
    if ((first_byte & 0xe0U) == 0xc0) return Form{2, first_byte & 0x1fU, 0x80};
    if ((first_byte & 0xf0U) == 0xe0) return Form{3, first_byte & 0x0fU, 0x800};
    if ((first_byte & 0xf8U) == 0xf0) return Form{4, first_byte & 0x07U, 0x10000};
    return std::nullopt;
}

}  // namespace

std::optional<Character> first_character(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto form = form_of(static_cast<unsigned char>(text[0]));
    if (!form || text.size() < form->length) return std::nullopt;
    std::uint32_t code = form->lead_bits;
    for (const char c : text.substr(1, form->length - 1)) {
        if (!is_continuation(c)) return std::nullopt;
        code = (code << 6U) | (static_cast<unsigned char>(c) & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < form->smallest || surrogate || code > 0x10ffff) return std::nullopt;
    return Character{code, form->length};
}

std::optional<std::size_t> character_length(std::string_view text) {
    const std::optional<Character> character = first_character(text);
    if (!character) return std::nullopt;
    return character->length;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((code_point >> shift) & 0x3fU));
    };
    if (code_point < 0x80) {
        out += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        out += static_cast<char>(0xc0U | (code_point >> 6U));
        tail(0);
    } else if (code_point < 0x10000) {
        out += static_cast<char>(0xe0U | (code_point >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | (code_point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string replace_damaged_utf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto length = character_length(text);
        if (length) {
            out += text.substr(0, *length);
        } else {
            append_utf8(out, 0xfffd);
        }
        text.remove_prefix(length.value_or(1));
    }
    return out;
}

}  // namespace xray
