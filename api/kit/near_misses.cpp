// SPDX-License-Identifier: Apache-2.0
#include "api/kit/near_misses.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "api/answers/trace_summary_json.hpp"
#include "api/kit/missing_of_trace.hpp"
#include "api/kit/trace_shape.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxClosest = 5;
// A look at every clause costs more than one at whether a trace matches, and a test cares for what was sent
// of late.
constexpr std::size_t kMaxExplained = 1000;
constexpr std::size_t kMaxNames = 1000;

std::size_t failed_clauses(const NearMiss& near_miss) {
    return static_cast<std::size_t>(std::count_if(near_miss.clauses.begin(), near_miss.clauses.end(),
                                                  [](const auto& clause) { return !clause.held; }));
}

bool is_closer(const NearMiss& a, const NearMiss& b) {
    const std::size_t failed_a = failed_clauses(a);
    const std::size_t failed_b = failed_clauses(b);
    const std::size_t held_a = a.clauses.size() - failed_a;
    const std::size_t held_b = b.clauses.size() - failed_b;
    return std::tuple(failed_a, held_b) < std::tuple(failed_b, held_a);
}

// Traces come from the newest to the oldest.
void add_to_closest(std::vector<NearMiss>& closest, NearMiss near_miss, const TraceDigest& digest) {
    const auto place = std::upper_bound(closest.begin(), closest.end(), near_miss, is_closer);
    if (static_cast<std::size_t>(place - closest.begin()) == kMaxClosest) return;
    near_miss.id = digest.id;
    near_miss.shape = shape_of(digest);
    JsonWriter writer(near_miss.summary);
    write_trace_summary(writer, digest, std::nullopt);
    closest.insert(place, std::move(near_miss));
    if (closest.size() > kMaxClosest) closest.pop_back();
}

void add_name(std::set<std::string, std::less<>>& names, std::string_view name) {
    if (names.size() < kMaxNames && !names.contains(name)) names.emplace(name);
}

void collect_names(const TraceDigest& digest, NearMisses& found) {
    for (const DigestService& service : digest.services) add_name(found.service_names, service.name);
    for (const DigestAnnotation& annotation : digest.annotations)
        add_name(found.annotation_keys, annotation.key);
}

// What a trace that matches waits for; and, unless partial ones count, a clause that says whether it is
// whole.
void add_what_is_missing(Context& context, const WaitCriteria& criteria, NearMiss& near_miss) {
    std::vector<std::string> missing = missing_of_trace(context.store, near_miss.id);
    const bool is_whole = missing.empty();
    if (near_miss.matches()) {
        near_miss.waits_for = criteria.partial ? std::vector<std::string>{} : std::move(missing);
        if (near_miss.waits_for.empty())
            near_miss.waits_for.emplace_back("its documents have come only just now");
    }
    if (criteria.partial) return;
    near_miss.clauses.push_back(
        {std::string(kWholeClause), is_whole, is_whole ? std::string() : "something is still to come"});
}

}  // namespace

bool NearMiss::matches() const {
    return failed_clauses(*this) == 0;
}

NearMisses find_near_misses(Context& context, const WaitCriteria& criteria,
                            std::span<const TraceId> counted) {
    NearMisses found;
    const std::unordered_set<TraceId> leave_out(counted.begin(), counted.end());
    std::unordered_set<TraceId> unknown = criteria.trace_ids;
    std::size_t explained = 0;
    const auto explain = [&](const TraceDigest& digest) {
        collect_names(digest, found);
        unknown.erase(digest.id);
        const bool is_asked_for = criteria.trace_ids.empty() || criteria.trace_ids.contains(digest.id);
        if (is_asked_for && !leave_out.contains(digest.id)) {
            NearMiss near_miss;
            near_miss.clauses = criteria.explain(digest);
            add_to_closest(found.closest, std::move(near_miss), digest);
        }
        return ++explained < kMaxExplained;
    };
    const std::vector<TraceId> ids(criteria.trace_ids.begin(), criteria.trace_ids.end());
    context.store.visit_digests(ids, explain);
    if (ids.empty()) context.store.scan({}, explain);
    for (NearMiss& near_miss : found.closest) add_what_is_missing(context, criteria, near_miss);
    found.unknown_ids.assign(unknown.begin(), unknown.end());
    std::sort(found.unknown_ids.begin(), found.unknown_ids.end());
    return found;
}

}  // namespace xray::api
