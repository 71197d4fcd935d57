// SPDX-License-Identifier: Apache-2.0
#include "api/groups/graph_contributions.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/limits.hpp"
#include "core/base/step_budget.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/graph/contribution.hpp"
#include "core/trace/trace.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

// A trace as it was at a moment.
struct TraceThen {
    Trace trace;
    TraceDigest digest;  // borrows from the trace
};

// By the documents that were received before `moment`; nothing if there were none.
std::optional<TraceThen> trace_before(const storage::StoredTrace& stored, Micros moment,
                                      std::string_view own_account) {
    std::vector<TraceDocument> documents;
    for (const storage::StoredDocument& document : stored.documents) {
        if (document.received < moment) documents.push_back({document.text, document.complete});
    }
    if (documents.empty()) return std::nullopt;
    TraceThen then;
    then.trace = assemble_trace(stored.id, documents);
    StepBudget budget(kMaxDigestSteps);
    Result<TraceDigest> digest = make_digest_within(budget, then.trace, stored.receipt, own_account);
    // What takes too much work is in no graph, whichever way it is asked for.
    if (!digest) return std::nullopt;
    then.digest = std::move(*digest);
    return then;
}

void add_part(Context& context, const TraceId& id, const TimeRange& range, const GroupMembership& group,
              ServiceGraphBuilder& builder) {
    const std::optional<storage::StoredTrace> stored = context.store.load_trace(id);
    if (!stored) return;
    const std::optional<TraceThen> now = trace_before(*stored, range.to, context.account_id);
    if (!now || !group.has(now->digest)) return;
    const std::optional<TraceThen> before = trace_before(*stored, range.from, context.account_id);
    const bool counted_before = before && group.has(before->digest);
    builder.add_contribution(contribution_of(now->digest, counted_before ? &before->digest : nullptr));
}

}  // namespace

void add_contributions(Context& context, const TimeRange& range, const GroupMembership& group,
                       ServiceGraphBuilder& builder) {
    if (range.from >= range.to) return;
    std::vector<TraceId> partly;
    storage::TraceScan scan;
    scan.time = storage::TraceTime::kUpdated;
    scan.from = range.from;
    context.store.scan(scan, [&](const TraceDigest& digest) {
        const bool ended_within = digest.updated < range.to;
        const bool came_at_once = digest.revision == 1;
        // Nothing is received before it begins.
        const bool began_within = digest.start >= range.from && digest.start <= digest.updated;
        if (ended_within && (came_at_once || began_within)) {
            if (group.has(digest)) builder.add_contribution(contribution_of(digest, nullptr));
        } else if (!came_at_once && (ended_within || digest.start < range.to)) {
            partly.push_back(digest.id);
        }
        return true;
    });
    for (const TraceId& id : partly) add_part(context, id, range, group, builder);
}

}  // namespace xray::api
