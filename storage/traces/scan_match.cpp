// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/scan_match.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "core/digest/trace_terms.hpp"

namespace xray::storage {
namespace {

using filter::TraceColumn;

std::optional<std::int64_t> value_of(TraceColumn column, const TraceDigest& digest) {
    switch (column) {
        case TraceColumn::kFault:
            return std::int64_t{digest.flags.fault};
        case TraceColumn::kError:
            return std::int64_t{digest.flags.error};
        case TraceColumn::kThrottle:
            return std::int64_t{digest.flags.throttle};
        case TraceColumn::kPartial:
            return std::int64_t{digest.partial};
        case TraceColumn::kDuration:
            return digest.duration;
        case TraceColumn::kResponseTime:
            return digest.response_time;
        case TraceColumn::kHttpStatus:
            return digest.http.status;
    }
    return std::nullopt;
}

bool holds(const filter::ColumnCondition& condition, const TraceDigest& digest) {
    const std::optional<std::int64_t> value = value_of(condition.column, digest);
    if (!value) return condition.or_missing;
    return condition.low <= *value && *value <= condition.high;
}

bool is_in_range(const TraceScan& scan, const TraceDigest& digest) {
    const Micros time = scanned_time(scan, digest);
    if (time < scan.from || time >= scan.to) return false;
    if (scan.after_time && std::tuple(time, digest.id) >= std::tuple(*scan.after_time, scan.after_id)) {
        return false;
    }
    const Micros other = scan.time == TraceTime::kStart ? digest.updated : digest.start;
    if (other >= scan.except_from && other < scan.except_to) return false;
    return scan.ends_from == kMinTime || !digest.duration ||
           digest.start + *digest.duration >= scan.ends_from;
}

}  // namespace

Micros scanned_time(const TraceScan& scan, const TraceDigest& digest) {
    return scan.time == TraceTime::kStart ? digest.start : digest.updated;
}

bool scan_meets(const TraceScan& scan, const TraceDigest& digest) {
    if (!is_in_range(scan, digest)) return false;
    for (const filter::Alternatives& alternatives : scan.conditions) {
        const auto& any_of = alternatives.any_of;
        if (std::none_of(any_of.begin(), any_of.end(), [&](const auto& c) { return holds(c, digest); })) {
            return false;
        }
    }
    if (scan.terms.empty()) return true;
    std::vector<TraceTerm> terms;
    collect_terms(digest, terms);
    return std::all_of(scan.terms.begin(), scan.terms.end(),
                       [&](TraceTerm term) { return std::binary_search(terms.begin(), terms.end(), term); });
}

}  // namespace xray::storage
