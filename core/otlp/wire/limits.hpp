// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/base/time.hpp"
#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

// Documented: quotas of X-Ray's OTLP endpoint ("OTLP endpoints" of the CloudWatch user guide). Only --strict
// enforces them.
inline constexpr std::size_t kQuotaRequestBytes = 5U * 1024 * 1024;  // of one request, uncompressed
inline constexpr std::size_t kQuotaSpans = 10'000;                   // in one request
inline constexpr std::size_t kQuotaResourceBytes = 16U * 1024;
inline constexpr std::size_t kQuotaSpanBytes = 200U * 1024;
inline constexpr Micros kQuotaAhead = 2LL * 3600 * kMicrosPerSecond;
inline constexpr Micros kQuotaAge = 14LL * 86400 * kMicrosPerSecond;
inline constexpr Micros kQuotaSpread = 24LL * 3600 * kMicrosPerSecond;  // between the spans of one request

// Ours: bounds of the emulator, with and without --strict. A request beyond them is refused as a whole. They
// are far above what senders send, and bound what one small compressed request can take of memory to some
// hundred megabytes.

// Ten times the quota. An empty span has 2 bytes on the wire and about 500 in memory.
inline constexpr std::size_t kMaxSpansOfRequest = 100'000;
// Attributes, elements of lists and maps, events and links. A span of 200 KB, which is the quota, has no
// more.
inline constexpr std::size_t kMaxPartsOfSpan = 50'000;
// Of all spans of a request; about 100 bytes each.
inline constexpr std::size_t kMaxPartsOfRequest = 2'000'000;
// Bytes of a resource or a scope times the spans that they are told with. 10,000 spans with 2 KB are 20 MB.
inline constexpr std::size_t kMaxCopiedBytes = 256U << 20U;
// Values in the JSON form: an attribute is four of them, of 16 bytes each and more while they are read.
inline constexpr std::size_t kMaxJsonValues = 5'000'000;

// Why a request of these data is refused as a whole: too many spans, or too far apart. Nothing if it is not.
[[nodiscard]] std::optional<std::string> request_beyond_limits(const TraceData& data);

// Why all spans of a resource are refused: its attributes are too long. Nothing if they are not.
[[nodiscard]] std::optional<std::string> resource_beyond_limits(const ResourceSpans& group);

// Why one span is refused: it is too old, or too far ahead of `now`. Nothing if it is not.
[[nodiscard]] std::optional<std::string> span_beyond_limits(const Span& span, Micros now);

}  // namespace xray::otlp
