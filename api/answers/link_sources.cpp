// SPDX-License-Identifier: Apache-2.0
#include "api/answers/link_sources.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/answers/trace_json.hpp"
#include "core/base/limits.hpp"
#include "core/base/step_budget.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/trace/trace.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using Sources = std::vector<std::optional<LinkSource>>;

LinkSource source_at(const TraceDigest& digest, std::uint32_t service, Micros sent) {
    const DigestService& node = digest.services[service];
    return {std::string(node.name), std::string(node.type), std::string(node.account_id), sent};
}

// The lookups of one graph, and what is left for them.
class LinkLookup {
public:
    explicit LinkLookup(Context& context) : context_(context) {}

    // `ids` ascend.
    Sources find(const TraceId& trace, const std::vector<SegmentId>& ids) {
        Sources sources(ids.size());
        if (steps_.is_exhausted()) return sources;
        const bool known = context_.store.visit_digest(
            trace, [&](const TraceDigest& digest) { find_visits(digest, ids, sources); });
        const auto missing = std::count(sources.begin(), sources.end(), std::nullopt);
        if (known && missing > 0 && !steps_.is_exhausted()) find_subsegments(trace, ids, sources);
        if (steps_.is_exhausted()) warn_cut();
        return sources;
    }

private:
    void find_visits(const TraceDigest& digest, const std::vector<SegmentId>& ids, Sources& sources) {
        if (!steps_.spend(1 + digest.visits.size())) return;
        for (const Visit& visit : digest.visits) {
            const auto id = std::lower_bound(ids.begin(), ids.end(), visit.id);
            if (id == ids.end() || *id != visit.id) continue;
            std::optional<LinkSource>& source = sources[static_cast<std::size_t>(id - ids.begin())];
            // Of two with one id, the first.
            if (!source) source = source_at(digest, visit.service, visit.end.value_or(visit.start));
        }
    }

    // The message left where the linked subsegment did its work: at the service whose segment holds it.
    void find_subsegments(const TraceId& id, const std::vector<SegmentId>& ids, Sources& sources) {
        if (traces_ == 0) return warn_cut();
        const std::optional<storage::StoredTrace> stored = context_.store.load_trace(id, bytes_);
        if (!stored) return;
        --traces_;
        if (stored->receipt.document_bytes > bytes_) return warn_cut();
        bytes_ -= stored->receipt.document_bytes;
        const Trace trace = assemble(*stored);
        const std::vector<const Entity*> linked = linked_entities(trace, ids, sources);
        if (std::count(linked.begin(), linked.end(), nullptr) == static_cast<std::ptrdiff_t>(ids.size()))
            return;
        const Result<TraceDigest> digest =
            make_digest_within(steps_, trace, stored->receipt, context_.account_id);
        if (!digest) return;
        std::map<SegmentId, const Visit*> visits;
        for (const Visit& visit : digest->visits) visits.emplace(visit.id, &visit);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (linked[i] == nullptr) continue;
            const auto visit = visits.find(trace.entities[linked[i]->segment].id);
            if (visit != visits.end())
                sources[i] = source_at(*digest, visit->second->service, linked[i]->end());
        }
    }

    // Of those of the ids that have no source yet, the first entity inside of a segment.
    [[nodiscard]] static std::vector<const Entity*> linked_entities(const Trace& trace,
                                                                    const std::vector<SegmentId>& ids,
                                                                    const Sources& sources) {
        std::vector<const Entity*> linked(ids.size(), nullptr);
        for (const Entity& entity : trace.entities) {
            const auto id = std::lower_bound(ids.begin(), ids.end(), entity.id);
            if (id == ids.end() || *id != entity.id) continue;
            const auto at = static_cast<std::size_t>(id - ids.begin());
            if (!sources[at] && linked[at] == nullptr && entity.segment != Entity::kNone)
                linked[at] = &entity;
        }
        return linked;
    }

    void warn_cut() {
        if (std::exchange(warned_, true) || !context_.log) return;
        context_.log(
            "service graph: looking up the sources of its links takes too much work; some are left out");
    }

    Context& context_;
    StepBudget steps_{kMaxLinkSteps};
    std::size_t traces_ = kMaxLinkedTraces;
    std::uint64_t bytes_ = kMaxLinkedBytes;
    bool warned_ = false;
};

}  // namespace

FindLinkSources link_sources(Context& context) {
    return [lookup = LinkLookup(context)](const TraceId& trace, const std::vector<SegmentId>& ids) mutable {
        return lookup.find(trace, ids);
    };
}

}  // namespace xray::api
