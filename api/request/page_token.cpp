// SPDX-License-Identifier: Apache-2.0
#include "api/request/page_token.hpp"

namespace xray::api {
namespace {

constexpr std::string_view kVersion = "xr1-";

}  // namespace

// The time as 16 hex digits, then the trace id: SegmentId has the digits' form already.
std::string write_page_token(const TracePosition& position) {
    return std::string(kVersion) + SegmentId(static_cast<std::uint64_t>(position.time)).to_string() + "-" +
           position.id.to_string();
}

std::optional<TracePosition> read_page_token(std::string_view token) {
    constexpr std::size_t kTimeDigits = 16;
    if (!token.starts_with(kVersion)) return std::nullopt;
    token.remove_prefix(kVersion.size());
    if (token.size() <= kTimeDigits || token[kTimeDigits] != '-') return std::nullopt;
    const std::optional<SegmentId> time = SegmentId::parse(token.substr(0, kTimeDigits));
    const std::optional<TraceId> id = TraceId::parse(token.substr(kTimeDigits + 1));
    if (!time || !id) return std::nullopt;
    return TracePosition{static_cast<Micros>(time->value()), *id};
}

}  // namespace xray::api
