// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/otlp/trace_data.hpp"
#include "core/time.hpp"

// Quotas of X-Ray's OTLP endpoint ("OTLP endpoints" of the CloudWatch user guide). Only --strict enforces
// them.
namespace xray::otlp {

inline constexpr std::size_t kMaxRequestBytes = 5U * 1024 * 1024;  // of one request, uncompressed
inline constexpr std::size_t kMaxSpans = 10'000;                   // in one request
inline constexpr std::size_t kMaxResourceBytes = 16U * 1024;
inline constexpr std::size_t kMaxSpanBytes = 200U * 1024;
inline constexpr Micros kMaxAhead = 2LL * 3600 * kMicrosPerSecond;
inline constexpr Micros kMaxAge = 14LL * 86400 * kMicrosPerSecond;
inline constexpr Micros kMaxSpread = 24LL * 3600 * kMicrosPerSecond;  // between the spans of one request

// Why a request of these data is refused as a whole: too many spans, or too far apart. Nothing if it is not.
[[nodiscard]] std::optional<std::string> request_beyond_limits(const TraceData& data);

// Why all spans of a resource are refused: its attributes are too long. Nothing if they are not.
[[nodiscard]] std::optional<std::string> resource_beyond_limits(const ResourceSpans& group);

// Why one span is refused: it is too old, or too far ahead of `now`. Nothing if it is not.
[[nodiscard]] std::optional<std::string> span_beyond_limits(const Span& span, Micros now);

}  // namespace xray::otlp
