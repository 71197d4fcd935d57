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

struct Miss {
    std::vector<filter::ClauseResult> clauses;
    std::size_t failed = 0;
    std::string summary;

    [[nodiscard]] std::size_t held() const { return clauses.size() - failed; }
};

bool is_closer(const Miss& a, const Miss& b) {
    return std::tuple(a.failed, b.held()) < std::tuple(b.failed, a.held());
}

Miss explain(const TraceWait::Wish& wish, const TraceDigest& digest) {
    Miss miss;
    miss.clauses = wish.filter.explain(digest);
    if (!wish.partial) miss.clauses.push_back({std::string(kWholeClause), TraceWait::is_whole(digest)});
    miss.failed = static_cast<std::size_t>(std::count_if(miss.clauses.begin(), miss.clauses.end(),
                                                         [](const auto& clause) { return !clause.held; }));
    return miss;
}

// The closest so far, best first.
class Ranking {
public:
    // Traces come from the newest to the oldest.
    void add(Miss miss, const TraceDigest& digest) {
        const auto place = std::upper_bound(best_.begin(), best_.end(), miss, is_closer);
        if (static_cast<std::size_t>(place - best_.begin()) == kMaxClosest) return;
        JsonWriter writer(miss.summary);
        write_trace_summary(writer, digest, std::nullopt);
        best_.insert(place, std::move(miss));
        if (best_.size() > kMaxClosest) best_.pop_back();
    }

    [[nodiscard]] const std::vector<Miss>& best() const { return best_; }

private:
    std::vector<Miss> best_;
};

struct Look {
    SummaryTexts matching;
    std::size_t matched = 0;
    Ranking closest;
};

void look_at_matching(Context& context, const TraceWait::Wish& wish, Look& look) {
    storage::TraceScan scan;
    wish.filter.narrow(scan);
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (!wish.filter.passes(digest) || !(wish.partial || TraceWait::is_whole(digest))) return true;
        look.matching.add(digest);
        return ++look.matched < wish.count;
    });
}

void look_at_missing(Context& context, const TraceWait::Wish& wish, Look& look) {
    std::size_t explained = 0;
    context.store.scan({}, [&](const TraceDigest& digest) {
        Miss miss = explain(wish, digest);
        if (miss.failed > 0) look.closest.add(std::move(miss), digest);
        return ++explained < kMaxExplained;
    });
}

void write_miss(JsonWriter& writer, const Miss& miss) {
    const auto failed = std::find_if(miss.clauses.begin(), miss.clauses.end(),
                                     [](const auto& clause) { return !clause.held; });
    writer.begin_object();
    writer.key("Clauses");
    writer.begin_array();
    for (const filter::ClauseResult& clause : miss.clauses) {
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
    writer.raw(miss.summary);
    writer.end_object();
}

std::string message_of(const TraceWait::Wish& wish, std::size_t matched, std::uint64_t traces) {
    return "Timed out: " + std::to_string(matched) + " of " + std::to_string(traces) +
           (traces == 1 ? " trace matches" : " traces match") + ", but Count is " +
           std::to_string(wish.count);
}

}  // namespace

HttpResponse closest_traces(Context& context, const TraceWait::Wish& wish) {
    Look look;
    look_at_matching(context, wish, look);
    look_at_missing(context, wish, look);
    const std::uint64_t traces = context.store.totals().traces;
    HttpResponse response;
    response.status = 408;
    JsonWriter writer(response.body);
    writer.begin_object();
    writer.key("Closest");
    writer.begin_array();
    for (const Miss& miss : look.closest.best()) write_miss(writer, miss);
    writer.end_array();
    writer.key("Count");
    writer.integer(static_cast<std::int64_t>(wish.count));
    writer.key("Matched");
    writer.integer(static_cast<std::int64_t>(look.matched));
    writer.key("TraceSummaries");
    look.matching.write(writer);
    writer.key("Traces");
    writer.integer(static_cast<std::int64_t>(traces));
    writer.key("message");
    writer.text(message_of(wish, look.matched, traces));
    writer.end_object();
    return response;
}

}  // namespace xray::api
