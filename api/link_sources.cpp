// SPDX-License-Identifier: Apache-2.0
#include "api/link_sources.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/trace.hpp"
#include "core/trace_digest.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

LinkSource source_at(const TraceDigest& digest, std::uint32_t service, Micros sent) {
    const DigestService& node = digest.services[service];
    return {std::string(node.name), std::string(node.type), std::string(node.account_id), sent};
}

std::optional<LinkSource> find_visit(const TraceDigest& digest, SegmentId id) {
    const auto visit = std::find_if(digest.visits.begin(), digest.visits.end(),
                                    [id](const Visit& candidate) { return candidate.id == id; });
    if (visit == digest.visits.end()) return std::nullopt;
    return source_at(digest, visit->service, visit->end.value_or(visit->start));
}

// The message left where the linked subsegment did its work: at the service whose segment holds it.
std::optional<LinkSource> find_subsegment(const Context& context, const storage::StoredTrace& stored,
                                          SegmentId id) {
    std::vector<TraceDocument> documents;
    for (const storage::StoredDocument& document : stored.documents) {
        documents.push_back({document.text, document.complete});
    }
    const Trace trace = assemble_trace(stored.id, documents);
    const auto entity = std::find_if(trace.entities.begin(), trace.entities.end(),
                                     [id](const Entity& candidate) { return candidate.id == id; });
    if (entity == trace.entities.end() || entity->segment == Entity::kNone) return std::nullopt;
    const TraceDigest digest = make_digest(trace, stored.receipt, context.account_id);
    std::optional<LinkSource> source = find_visit(digest, trace.entities[entity->segment].id);
    if (source) source->sent = entity->end();
    return source;
}

}  // namespace

FindLinkSource link_sources(Context& context) {
    return [&context](const TraceId& trace, SegmentId id) {
        std::optional<LinkSource> source;
        const auto look = [&](const TraceDigest& digest) { source = find_visit(digest, id); };
        if (!context.store.visit_digest(trace, look) || source) return source;
        const std::optional<storage::StoredTrace> stored = context.store.load_trace(trace);
        return stored ? find_subsegment(context, *stored, id) : source;
    };
}

}  // namespace xray::api
