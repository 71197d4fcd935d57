// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "core/text/utf8.hpp"

namespace xray::emulator {
namespace {

// Ranges of characters that act without being seen: controls, marks of the direction of writing, characters
// of no width, line and paragraph separators, and the tags that repeat ASCII unseen.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 8> kUnseen{{{0x00, 0x1f},
                                                                          {0x7f, 0x9f},
                                                                          {0x061c, 0x061c},
                                                                          {0x200b, 0x200f},
                                                                          {0x2028, 0x202e},
                                                                          {0x2060, 0x206f},
                                                                          {0xfeff, 0xfeff},
                                                                          {0xe0000, 0xe007f}}};

bool is_unseen(std::uint32_t code_point) {
    return std::any_of(kUnseen.begin(), kUnseen.end(), [&](const auto& range) {
        return code_point >= range.first && code_point <= range.second;
    });
}

void append_escaped(std::string& out, std::uint32_t code_point) {
    switch (code_point) {
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += code_point < 0x80 ? fmt::format("\\x{:02x}", code_point)
                                     : fmt::format("\\u{:04x}", code_point);
    }
}

}  // namespace

std::string printable(std::string_view text, Layout layout) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const std::optional<Character> character = first_character(text);
        const std::size_t bytes = character ? character->length : 1;
        const bool stays = layout == Layout::kLines && (text.front() == '\n' || text.front() == '\t');
        if (!character) {
            shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        } else if (is_unseen(character->code_point) && !stays) {
            append_escaped(shown, character->code_point);
        } else {
            shown.append(text.substr(0, bytes));
        }
        text.remove_prefix(bytes);
    }
    return shown;
}

}  // namespace xray::emulator
