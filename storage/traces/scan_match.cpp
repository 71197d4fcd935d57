// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/scan_match.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "core/digest/trace_terms.hpp"
#include "core/filter/column_match.hpp"

namespace xray::storage {
namespace {

bool is_in_range(const TraceScan& scan, const TraceDigest& digest) {
    const Micros time = scanned_time(scan, digest);
    if (time < scan.from || time >= scan.to) return false;
    if (scan.after_time && std::tuple(time, digest.id) >= std::tuple(*scan.after_time, scan.after_id)) {
        return false;
    }
    const Micros other = scan.time == TraceTime::kStart ? digest.updated : digest.start;
    if (other >= scan.except_from && other < scan.except_to) return false;
    return scan.ends_from == kMinTime || !digest.duration ||
           std::max(digest.start + *digest.duration, digest.updated) >= scan.ends_from;
}

}  // namespace

Micros scanned_time(const TraceScan& scan, const TraceDigest& digest) {
    return scan.time == TraceTime::kStart ? digest.start : digest.updated;
}

bool scan_meets(const TraceScan& scan, const TraceDigest& digest) {
    if (!is_in_range(scan, digest)) return false;
    const auto holds = [&](const filter::Alternatives& alternatives) {
        return filter::holds(alternatives, digest);
    };
    if (!std::all_of(scan.conditions.begin(), scan.conditions.end(), holds)) return false;
    if (scan.terms.empty()) return true;
    std::vector<TraceTerm> terms;
    collect_terms(digest, terms);
    return std::all_of(scan.terms.begin(), scan.terms.end(),
                       [&](TraceTerm term) { return std::binary_search(terms.begin(), terms.end(), term); });
}

}  // namespace xray::storage
