// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace xray {

// A trace id: 4 bytes that by convention hold an epoch second, then 12 random bytes. The time part is neither
// required nor trusted: W3C ids put random bits there (PutTraceSegments, service model of 2016-04-12).
class TraceId {
public:
    TraceId() = default;
    explicit TraceId(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

    // Takes `1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx` and the W3C form of 32 hex digits, in either letter case.
    [[nodiscard]] static std::optional<TraceId> parse(std::string_view text);

    // Always the X-Ray form, 35 characters, lower case.
    [[nodiscard]] std::string to_string() const;

    [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

    auto operator<=>(const TraceId&) const = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

// The id of a segment or subsegment: 16 hex digits. X-Ray compares them without regard to letter case.
class SegmentId {
public:
    SegmentId() = default;
    explicit SegmentId(std::uint64_t value) : value_(value) {}

    [[nodiscard]] static std::optional<SegmentId> parse(std::string_view text);
    [[nodiscard]] std::string to_string() const;  // 16 lower-case hex digits
    [[nodiscard]] std::uint64_t value() const { return value_; }

    auto operator<=>(const SegmentId&) const = default;

private:
    std::uint64_t value_ = 0;
};

// A stable id for something the service adds to a trace (an inferred segment, its QueueTime): the same input
// gives the same id on every read. `salt` keeps different additions to one subsegment apart.
[[nodiscard]] SegmentId derived_segment_id(const TraceId& trace, SegmentId origin, std::uint64_t salt);

}  // namespace xray

// Another one in each process (core/base/seeded_hash.hpp).
template <>
struct std::hash<xray::TraceId> {
    std::size_t operator()(const xray::TraceId& id) const noexcept;
};
