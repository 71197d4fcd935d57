// SPDX-License-Identifier: Apache-2.0
#include "api/emulator_api/trace_wait_closest.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/answers/summary_texts.hpp"
#include "api/answers/trace_summary_json.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxClosest = 5;
// A look at every clause costs more than one at whether a trace matches, and a test cares for what was sent
// of late.
constexpr std::size_t kMaxExplained = 1000;

struct NearMiss {
    std::vector<filter::ClauseResult> clauses;
    std::size_t failed = 0;
    std::string summary;

    [[nodiscard]] std::size_t held() const { return clauses.size() - failed; }
};

bool is_closer(const NearMiss& a, const NearMiss& b) {
    return std::tuple(a.failed, b.held()) < std::tuple(b.failed, a.held());
}

NearMiss explain(const TraceWait::Criteria& criteria, const TraceDigest& digest) {
    NearMiss near_miss;
    near_miss.clauses = criteria.filter.explain(digest);
    if (!criteria.partial)
        near_miss.clauses.push_back({std::string(kWholeClause), TraceWait::is_whole(digest)});
    near_miss.failed = static_cast<std::size_t>(std::count_if(
        near_miss.clauses.begin(), near_miss.clauses.end(), [](const auto& clause) { return !clause.held; }));
    return near_miss;
}

// The closest so far, best first.
class Ranking {
public:
    // Traces come from the newest to the oldest.
    void add(NearMiss near_miss, const TraceDigest& digest) {
        const auto place = std::upper_bound(best_.begin(), best_.end(), near_miss, is_closer);
        if (static_cast<std::size_t>(place - best_.begin()) == kMaxClosest) return;
        JsonWriter writer(near_miss.summary);
        write_trace_summary(writer, digest, std::nullopt);
        best_.insert(place, std::move(near_miss));
        if (best_.size() > kMaxClosest) best_.pop_back();
    }

    [[nodiscard]] const std::vector<NearMiss>& best() const { return best_; }

private:
    std::vector<NearMiss> best_;
};

struct Findings {
    SummaryTexts matching;
    std::size_t matched = 0;
    Ranking closest;
};

void look_at_matching(Context& context, const TraceWait::Criteria& criteria, Findings& findings) {
    storage::TraceScan scan;
    criteria.filter.narrow(scan);
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (!criteria.filter.passes(digest) || !(criteria.partial || TraceWait::is_whole(digest)))
            return true;
        findings.matching.add(digest);
        return ++findings.matched < criteria.count;
    });
}

void look_at_missing(Context& context, const TraceWait::Criteria& criteria, Findings& findings) {
    std::size_t explained = 0;
    context.store.scan({}, [&](const TraceDigest& digest) {
        NearMiss near_miss = explain(criteria, digest);
        if (near_miss.failed > 0) findings.closest.add(std::move(near_miss), digest);
        return ++explained < kMaxExplained;
    });
}

void write_near_miss(JsonWriter& writer, const NearMiss& near_miss) {
    const auto failed = std::find_if(near_miss.clauses.begin(), near_miss.clauses.end(),
                                     [](const auto& clause) { return !clause.held; });
    writer.begin_object();
    writer.key("Clauses");
    writer.begin_array();
    for (const filter::ClauseResult& clause : near_miss.clauses) {
        writer.begin_object();
        writer.key("Clause");
        writer.text(clause.clause);
        writer.key("Held");
        writer.boolean(clause.held);
        writer.end_object();
    }
    writer.end_array();
    writer.key("FailedClause");
    writer.text(failed->clause);
    writer.key("TraceSummary");
    writer.raw(near_miss.summary);
    writer.end_object();
}

std::string message_of(const TraceWait::Criteria& criteria, std::size_t matched, std::uint64_t traces) {
    return "Timed out: " + std::to_string(matched) + " of " + std::to_string(traces) +
           (traces == 1 ? " trace matches" : " traces match") + ", but Count is " +
           std::to_string(criteria.count);
}

}  // namespace

HttpResponse closest_traces(Context& context, const TraceWait::Criteria& criteria) {
    Findings findings;
    look_at_matching(context, criteria, findings);
    look_at_missing(context, criteria, findings);
    const std::uint64_t traces = context.store.totals().traces;
    HttpResponse response;
    response.status = 408;
    JsonWriter writer(response.body);
    writer.begin_object();
    writer.key("Closest");
    writer.begin_array();
    for (const NearMiss& near_miss : findings.closest.best()) write_near_miss(writer, near_miss);
    writer.end_array();
    writer.key("Count");
    writer.integer(static_cast<std::int64_t>(criteria.count));
    writer.key("Matched");
    writer.integer(static_cast<std::int64_t>(findings.matched));
    writer.key("TraceSummaries");
    findings.matching.write(writer);
    writer.key("Traces");
    writer.integer(static_cast<std::int64_t>(traces));
    writer.key("message");
    writer.text(message_of(criteria, findings.matched, traces));
    writer.end_object();
    return response;
}

}  // namespace xray::api
