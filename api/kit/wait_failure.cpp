// SPDX-License-Identifier: Apache-2.0
#include "api/kit/wait_failure.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "api/answers/summary_texts.hpp"
#include "api/kit/explanation.hpp"
#include "api/kit/trace_shape.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

void write_clause(JsonWriter& writer, const filter::ClauseResult& clause) {
    writer.begin_object();
    if (!clause.actual.empty()) {
        writer.key("Actual");
        writer.text(clause.actual);
    }
    writer.key("Clause");
    writer.text(clause.clause);
    writer.key("Held");
    writer.boolean(clause.held);
    writer.end_object();
}

void write_near_miss(JsonWriter& writer, const NearMiss& near_miss) {
    const auto failed = std::find_if(near_miss.clauses.begin(), near_miss.clauses.end(),
                                     [](const auto& clause) { return !clause.held; });
    writer.begin_object();
    writer.key("Clauses");
    writer.begin_array();
    for (const filter::ClauseResult& clause : near_miss.clauses) write_clause(writer, clause);
    writer.end_array();
    writer.key("FailedClause");
    writer.text_or_null(failed == near_miss.clauses.end() ? std::string_view{} : failed->clause);
    writer.key("TraceSummary");
    writer.raw(near_miss.summary);
    writer.key("WaitsFor");
    writer.begin_array();
    for (const std::string& what : near_miss.waits_for) writer.text(what);
    writer.end_array();
    writer.end_object();
}

std::string message_of(const WaitCriteria& criteria, const WaitOutcome& outcome) {
    const bool is_one = outcome.traces == 1;
    return std::string(outcome.too_many ? "Too many: " : "Timed out: ") + std::to_string(outcome.matched) +
           " of " + std::to_string(outcome.traces) + (is_one ? " trace matches" : " traces match") +
           ", but should be " + to_string(criteria.count);
}

}  // namespace

HttpResponse wait_failure(Context& context, const WaitCriteria& criteria, const std::string& base_url,
                          unsigned status, std::span<const TraceId> counted) {
    SummaryTexts summaries;
    WaitOutcome outcome;
    outcome.too_many = status == 409;
    context.store.visit_digests(counted, [&](const TraceDigest& digest) {
        summaries.add(digest);
        ++outcome.matched;
        if (outcome.matching.size() < kMostMatchingTold)
            outcome.matching.push_back({digest.id, shape_of(digest)});
    });
    summaries.keep_newest(std::max<std::size_t>(kMaxWaitSummaries, criteria.count.least));
    outcome.near = find_near_misses(context, criteria, counted);
    outcome.traces = context.store.totals().traces;

    HttpResponse response;
    response.status = status;
    JsonWriter writer(response.body);
    writer.begin_object();
    writer.key("Closest");
    writer.begin_array();
    for (const NearMiss& near_miss : outcome.near.closest) write_near_miss(writer, near_miss);
    writer.end_array();
    writer.key("Count");
    const CountBounds& count = criteria.count;
    writer.integer(static_cast<std::int64_t>(count.least == 0 && count.most ? *count.most : count.least));
    writer.key("Explanation");
    writer.text(explanation(context, criteria, base_url, outcome));
    writer.key("Matched");
    writer.integer(static_cast<std::int64_t>(outcome.matched));
    writer.key("Message");
    writer.text(message_of(criteria, outcome));
    writer.key("TraceSummaries");
    summaries.write(writer);
    writer.key("Traces");
    writer.integer(static_cast<std::int64_t>(outcome.traces));
    writer.end_object();
    return response;
}

}  // namespace xray::api
