// SPDX-License-Identifier: Apache-2.0
#include "api/kit/wait_criteria.hpp"

#include <algorithm>

#include "core/filter/syntax/printer.hpp"

namespace xray::api {
namespace {

// Where an upper bound is judged: longer than a batch of spans, or a service's answer, usually takes.
constexpr std::chrono::milliseconds kDefaultQuiet{500};

std::uint64_t calls_made(const CallBounds& wanted, const TraceDigest& digest) {
    return static_cast<std::uint64_t>(
        std::count_if(digest.calls.begin(), digest.calls.end(), [&](const Call& call) {
            const DigestService& from = digest.services[call.from];
            return !from.client && from.name == wanted.from && digest.services[call.to].name == wanted.to;
        }));
}

}  // namespace

std::string to_string(const CountBounds& bounds) {
    if (!bounds.most) return "at least " + std::to_string(bounds.least);
    if (bounds.least == *bounds.most) return "exactly " + std::to_string(bounds.least);
    if (bounds.least == 0) return "at most " + std::to_string(*bounds.most);
    return std::to_string(bounds.least) + " to " + std::to_string(*bounds.most);
}

std::string describe(const CallBounds& wanted) {
    const CountBounds& bounds = wanted.bounds;
    const bool is_exact = bounds.most && *bounds.most == bounds.least;
    const std::string condition = is_exact      ? " = " + std::to_string(bounds.least)
                                  : bounds.most ? " <= " + std::to_string(*bounds.most)
                                                : " >= " + std::to_string(bounds.least);
    return filter::quote(wanted.from) + " -> " + filter::quote(wanted.to) + condition;
}

std::chrono::milliseconds WaitCriteria::quiet_time() const {
    if (asked_quiet) return *asked_quiet;
    return count.most ? kDefaultQuiet : std::chrono::milliseconds{0};
}

bool WaitCriteria::matches(const TraceDigest& digest) const {
    if (!trace_ids.empty() && !trace_ids.contains(digest.id)) return false;
    return filter.passes(digest) && std::all_of(calls.begin(), calls.end(), [&](const CallBounds& wanted) {
               return wanted.bounds.hold(calls_made(wanted, digest));
           });
}

std::vector<filter::ClauseResult> WaitCriteria::explain(const TraceDigest& digest) const {
    std::vector<filter::ClauseResult> clauses = filter.explain(digest);
    for (const CallBounds& wanted : calls) {
        const std::uint64_t made = calls_made(wanted, digest);
        const bool held = wanted.bounds.hold(made);
        const std::string actual = made == 1 ? "there was 1" : "there were " + std::to_string(made);
        clauses.push_back({describe(wanted), held, held ? std::string() : actual});
    }
    return clauses;
}

}  // namespace xray::api
