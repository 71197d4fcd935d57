// SPDX-License-Identifier: Apache-2.0
#include "core/base/ids.hpp"

#include <cstring>
#include <span>

#include "core/base/seeded_hash.hpp"
#include "core/base/stable_hash.hpp"
#include "core/text/hex.hpp"

namespace xray {
namespace {

std::uint64_t mix(std::uint64_t x) {
    return spread_bits(x + 0x9e3779b97f4a7c15U);
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
    std::string text;
    append_hex(text, value_, 16);
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
