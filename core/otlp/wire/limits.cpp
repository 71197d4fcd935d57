// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/wire/limits.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdint>

namespace xray::otlp {
namespace {

Micros micros_of(std::uint64_t nanoseconds) {
    return static_cast<Micros>(nanoseconds / 1000);
}

}  // namespace

std::optional<std::string> request_beyond_limits(const TraceData& data) {
    if (span_count(data) > kQuotaSpans) return "more than " + std::to_string(kQuotaSpans) + " spans";
    Micros first = kMaxTime;
    Micros last = kMinTime;
    for (const ResourceSpans& group : data.resource_spans) {
        for (const Span& span : group.spans) {
            first = std::min(first, micros_of(span.start_time));
            last = std::max(last, micros_of(span.start_time));
        }
    }
    if (last > first && last - first > kQuotaSpread) return "spans are more than 24 hours apart";
    return std::nullopt;
}

std::optional<std::string> resource_beyond_limits(const ResourceSpans& group) {
    if (boost::json::serialize(group.resource).size() <= kQuotaResourceBytes) return std::nullopt;
    return "the resource has more than " + std::to_string(kQuotaResourceBytes) + " bytes";
}

std::optional<std::string> span_beyond_limits(const Span& span, Micros now) {
    if (micros_of(span.start_time) > now + kQuotaAhead)
        return "the span starts more than 2 hours in the future";
    if (micros_of(span.start_time) < now - kQuotaAge) return "the span starts more than 14 days ago";
    return std::nullopt;
}

}  // namespace xray::otlp
