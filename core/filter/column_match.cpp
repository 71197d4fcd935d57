// SPDX-License-Identifier: Apache-2.0
#include "core/filter/column_match.hpp"

#include <algorithm>
#include <optional>

namespace xray::filter {
namespace {

std::optional<std::int64_t> column_value(TraceColumn column, const TraceDigest& digest) {
    switch (column) {
        case TraceColumn::kFault:
            return digest.flags.fault ? 1 : 0;
        case TraceColumn::kError:
            return digest.flags.error ? 1 : 0;
        case TraceColumn::kThrottle:
            return digest.flags.throttle ? 1 : 0;
        case TraceColumn::kPartial:
            return digest.partial ? 1 : 0;
        case TraceColumn::kDuration:
            return digest.duration;
        case TraceColumn::kResponseTime:
            return digest.response_time;
        case TraceColumn::kHttpStatus:
            return digest.http.status;
    }
    return std::nullopt;
}

}  // namespace

bool holds(const Alternatives& alternatives, const TraceDigest& digest) {
    const auto& any_of = alternatives.any_of;
    return std::any_of(any_of.begin(), any_of.end(), [&](const ColumnCondition& condition) {
        const auto value = column_value(condition.column, digest);
        return value ? condition.low <= *value && *value <= condition.high : condition.or_missing;
    });
}

}  // namespace xray::filter
