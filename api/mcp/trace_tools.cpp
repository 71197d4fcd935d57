// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "api/groups/trace_filter.hpp"
#include "api/kit/near_misses.hpp"
#include "api/kit/trace_shape.hpp"
#include "api/kit/wait_criteria.hpp"
#include "api/mcp/stored_traces.hpp"
#include "api/mcp/tools.hpp"
#include "core/base/try.hpp"
#include "core/views/snapshot.hpp"
#include "core/views/time_text.hpp"
#include "core/views/waterfall.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::mcp {
namespace {

constexpr std::int64_t kMostListed = 100;
constexpr std::int64_t kListed = 20;
constexpr std::size_t kMostInSnapshot = 1000;
constexpr std::size_t kMostRawBytes = 32U << 20U;

std::string verdict_text(const std::string& id, const std::vector<filter::ClauseResult>& clauses) {
    const bool matches =
        std::all_of(clauses.begin(), clauses.end(), [](const auto& clause) { return clause.held; });
    std::string text = id + (matches ? ": matches\n" : ": does not match\n");
    for (const filter::ClauseResult& clause : clauses) {
        text.append(clause.held ? "  holds  " : "  fails  ").append(clause.clause);
        if (!clause.held) text.append(": ").append(clause.actual);
        text += "\n";
    }
    return text;
}

}  // namespace

Result<Answer> find_traces(Context& context, const Call& call) {
    XRAY_TRY(const TraceFilter filter, TraceFilter::compile(context, call.arguments.text("filter")));
    const std::int64_t most = call.arguments.integer("limit").value_or(kListed);
    if (most < 1 || most > kMostListed)
        return fail(ErrorCode::kInvalidRequest, "\"limit\" must be from 1 to " + std::to_string(kMostListed));
    context.store.settle();
    storage::TraceScan scan;
    filter.narrow(scan);
    std::int64_t found = 0;
    std::string text;
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (!filter.passes(digest) || ++found > most) return found <= most;
        text += digest.id.to_string() + "  " + date_text(digest.start) + "  " + shape_of(digest);
        text += digest.partial ? "  (partial)\n" : "\n";
        return true;
    });
    if (found > most) text += "and more: narrow the filter, or raise limit\n";
    if (found == 0)
        text = context.store.totals().traces == 0 ? "There are no traces at all. doctor may tell why.\n"
                                                  : "No trace matches. explain_filter tells why.\n";
    return Answer{text};
}

Result<Answer> read_trace(Context& context, const Call& call) {
    XRAY_TRY(const StoredTraces loaded, load_traces(context, {{}, {}, call.arguments.text("trace_id")}, 1));
    if (loaded.traces.empty()) return Answer{"The trace is too large to be shown.\n"};
    const Trace& trace = loaded.traces.front();
    if (!call.arguments.flag("raw"))
        return Answer{waterfall(trace) + call.base_url + "/traces/" + trace.id.to_string() + "\n"};
    const std::optional<storage::StoredTrace> stored = context.store.load_trace(trace.id, kMostRawBytes);
    std::string text;
    if (stored) {
        for (const storage::StoredDocument& document : stored->documents) text += document.text + "\n";
    }
    return Answer{text.empty() ? "The trace is too large to be shown.\n" : std::move(text)};
}

Result<Answer> explain_filter(Context& context, const Call& call) {
    WaitCriteria criteria;
    criteria.expression = call.arguments.text("filter");
    criteria.partial = true;
    XRAY_TRY(criteria.filter, TraceFilter::compile(context, criteria.expression));
    context.store.settle();
    std::string text;
    if (const std::string id_text = call.arguments.text("trace_id"); !id_text.empty()) {
        const std::optional<TraceId> id = TraceId::parse(id_text);
        if (!id) return fail(ErrorCode::kInvalidRequest, "\"" + id_text + "\" is no trace id");
        const std::vector<TraceId> ids{*id};
        context.store.visit_digests(ids, [&](const TraceDigest& digest) {
            text += verdict_text(digest.id.to_string(), criteria.explain(digest));
        });
        if (text.empty()) return fail(ErrorCode::kInvalidRequest, "There is no trace " + id_text);
        return Answer{text};
    }
    for (const NearMiss& near : find_near_misses(context, criteria, {}).closest)
        text += verdict_text(near.id.to_string() + "  " + near.shape, near.clauses);
    return Answer{text.empty() ? "There are no traces.\n" : text};
}

Result<Answer> take_snapshot(Context& context, const Call& call) {
    const TraceChoice choice{call.arguments.text("filter"), {}, call.arguments.text("trace_id")};
    XRAY_TRY(const StoredTraces loaded, load_traces(context, choice, kMostInSnapshot));
    std::string text = snapshot(loaded.traces);
    if (!loaded.is_all) text += "(some traces are left out: they are too many, or too large)\n";
    return Answer{text.empty() ? "No trace matches.\n" : text};
}

}  // namespace xray::api::mcp
