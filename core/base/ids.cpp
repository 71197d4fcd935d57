// SPDX-License-Identifier: Apache-2.0
#include "core/base/ids.hpp"

#include <cstring>
#include <span>

#include "core/base/seeded_hash.hpp"

namespace xray {
namespace {

constexpr int kNotHex = -1;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return kNotHex;
}

bool parse_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = hex_value(text[2 * i]);
        const int low = hex_value(text[2 * i + 1]);
        if (high == kNotHex || low == kNotHex) return false;
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const std::uint8_t byte : bytes) {
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
}

// The finaliser of SplitMix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

}  // namespace

std::optional<TraceId> TraceId::parse(std::string_view text) {
    std::array<std::uint8_t, 16> bytes{};
    const std::span<std::uint8_t> all(bytes);
    if (text.size() == 32) {
        if (!parse_hex(text, all)) return std::nullopt;
        return TraceId(bytes);
    }
    if (text.size() != 35 || text.substr(0, 2) != "1-" || text[10] != '-') return std::nullopt;
    if (!parse_hex(text.substr(2, 8), all.first(4)) || !parse_hex(text.substr(11), all.subspan(4))) {
        return std::nullopt;
    }
    return TraceId(bytes);
}

std::string TraceId::to_string() const {
    std::string text = "1-";
    text.reserve(35);
    const std::span<const std::uint8_t> all(bytes_);
    append_hex(text, all.first(4));
    text.push_back('-');
    append_hex(text, all.subspan(4));
    return text;
}

std::optional<SegmentId> SegmentId::parse(std::string_view text) {
    std::array<std::uint8_t, 8> bytes{};
    if (!parse_hex(text, bytes)) return std::nullopt;
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    return SegmentId(value);
}

std::string SegmentId::to_string() const {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(value_ >> (56 - 8 * i));
    std::string text;
    append_hex(text, bytes);
    return text;
}

SegmentId derived_segment_id(const TraceId& trace, SegmentId origin, std::uint64_t salt) {
    std::array<std::uint64_t, 2> words{};
    std::memcpy(words.data(), trace.bytes().data(), 16);
    return SegmentId(mix(mix(words[0] ^ mix(words[1])) ^ mix(origin.value() + salt)));
}

}  // namespace xray

std::size_t std::hash<xray::TraceId>::operator()(const xray::TraceId& id) const noexcept {
    const auto& bytes = id.bytes();
    return static_cast<std::size_t>(
        xray::seeded_hash(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
}
