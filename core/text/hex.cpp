// SPDX-License-Identifier: Apache-2.0
#include "core/text/hex.hpp"

namespace xray {

bool parse_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::optional<unsigned> high = hex_value(text[2 * i]);
        const std::optional<unsigned> low = hex_value(text[2 * i + 1]);
        if (!high || !low) return false;
        out[i] = static_cast<std::uint8_t>(*high * 16 + *low);
    }
    return true;
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
        out.push_back(kHexDigits[byte >> 4U]);
        out.push_back(kHexDigits[byte & 0xfU]);
    }
}

void append_hex(std::string& out, std::string_view bytes) {
    append_hex(out, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

void append_hex(std::string& out, std::uint64_t number, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        out.push_back(kHexDigits[(number >> static_cast<unsigned>(shift)) & 0xfU]);
    }
}

}  // namespace xray
