// SPDX-License-Identifier: Apache-2.0
#include "api/mcp/stored_traces.hpp"

#include <utility>

#include "api/groups/trace_filter.hpp"
#include "api/transfer/trace_file.hpp"
#include "core/base/ids.hpp"
#include "core/base/try.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::mcp {
namespace {

constexpr std::size_t kMostBytes = 32U << 20U;

Result<std::vector<TraceId>> choose(Context& context, const TraceChoice& choice, std::size_t most) {
    if (!choice.id.empty()) {
        const std::optional<TraceId> id = TraceId::parse(choice.id);
        if (!id) return fail(ErrorCode::kInvalidRequest, "\"" + choice.id + "\" is no trace id");
        return std::vector<TraceId>{*id};
    }
    XRAY_TRY(const TraceFilter filter, TraceFilter::compile(context, choice.filter));
    storage::TraceScan scan;
    filter.narrow(scan);
    std::vector<TraceId> ids;
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (filter.passes(digest) && (!choice.run || choice.run->has(digest.last_receipt)))
            ids.push_back(digest.id);
        return ids.size() <= most;
    });
    return ids;
}

Trace assemble_stored(storage::StoredTrace stored) {
    KeptTrace kept{stored.id, {}};
    for (storage::StoredDocument& document : stored.documents)
        kept.documents.push_back(std::move(document.text));
    return assemble(kept);
}

}  // namespace

Result<StoredTraces> load_traces(Context& context, const TraceChoice& choice, std::size_t most) {
    context.store.settle();
    XRAY_TRY(std::vector<TraceId> ids, choose(context, choice, most));
    StoredTraces loaded;
    loaded.is_all = ids.size() <= most;
    if (!loaded.is_all) ids.resize(most);
    std::size_t room = kMostBytes;
    for (const TraceId id : ids) {
        std::optional<storage::StoredTrace> stored = context.store.load_trace(id, room);
        if (!stored) continue;
        if (stored->documents.empty()) {
            loaded.is_all = false;
            continue;
        }
        for (const storage::StoredDocument& document : stored->documents) room -= document.text.size();
        loaded.traces.push_back(assemble_stored(std::move(*stored)));
    }
    if (!choice.id.empty() && loaded.traces.empty() && loaded.is_all)
        return fail(ErrorCode::kInvalidRequest, "There is no trace " + choice.id);
    return loaded;
}

}  // namespace xray::api::mcp
