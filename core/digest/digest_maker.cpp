// SPDX-License-Identifier: Apache-2.0
#include "core/digest/digest_maker.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "core/base/id_map.hpp"
#include "core/base/limits.hpp"
#include "core/base/seeded_hash.hpp"
#include "core/digest/root_cause.hpp"
#include "core/json/json_members.hpp"
#include "core/trace/entity_fields.hpp"
#include "core/trace/trace.hpp"

namespace xray {
namespace {

class DigestMaker {
public:
    DigestMaker(const Trace& trace, std::string_view own_account, StepBudget& budget)
        : trace_(trace), own_account_(own_account), budget_(budget) {}

    Result<TraceDigest> make(const TraceReceipt& receipt) {
        if (!budget_.spend(trace_.entities.size() + trace_.inferred.size())) return out_of_steps();
        digest_.id = trace_.id;
        digest_.revision = receipt.revision;
        digest_.updated = receipt.updated;
        digest_.last_receipt = receipt.last;
        digest_.limit_exceeded = receipt.document_bytes > kMaxTraceBytes;
        digest_.segment_count = static_cast<std::uint32_t>(trace_.segments.size());
        positions_.of_segment.assign(trace_.entities.size(), TraceDigest::kNoService);
        visit_of_.assign(trace_.entities.size(), Call::kNoVisit);
        for (const std::uint32_t segment : trace_.segments) add_segment(segment);
        for (const InferredSegment& inferred : trace_.inferred) add_inferred(inferred);
        for (const std::uint32_t segment : trace_.segments) add_incoming_call(segment);
        add_annotations();
        set_trace_times();
        digest_.partial = digest_.partial || !trace_.orphans.empty();
        find_root_causes(trace_, positions_, budget_, digest_);
        if (budget_.is_exhausted()) return out_of_steps();
        return std::move(digest_);
    }

private:
    [[nodiscard]] tl::unexpected<Error> out_of_steps() const {
        return fail(ErrorCode::kInternal, "its " + std::to_string(trace_.entities.size()) +
                                              " segments and subsegments take more than " +
                                              std::to_string(budget_.limit()) + " steps of work");
    }

    std::uint32_t service_index(const DigestService& service) {
        const std::uint64_t key =
            seeded_hash(service.name) * 31 + seeded_hash(service.type) + (service.client ? 1 : 0);
        const auto position = static_cast<std::uint32_t>(digest_.services.size());
        const auto [first, is_new] = service_index_.insert(key, position);
        // Services whose keys agree are chained from the newest to the oldest.
        for (std::uint32_t at = is_new ? TraceDigest::kNoService : *first; at != TraceDigest::kNoService;
             at = same_key_[at]) {
            if (is_same(digest_.services[at], service)) return at;
        }
        same_key_.push_back(is_new ? TraceDigest::kNoService : *first);
        *first = position;
        digest_.services.push_back(service);
        return position;
    }

    static bool is_same(const DigestService& a, const DigestService& b) {
        return a.name == b.name && a.type == b.type && a.account_id == b.account_id && a.client == b.client;
    }

    [[nodiscard]] std::string_view account_of(const Entity& entity) const {
        const boost::json::object* aws = object_member(*entity.object, "aws");
        const std::string_view account =
            aws == nullptr ? std::string_view{} : text_member(*aws, "account_id");
        return account == own_account_ ? std::string_view{} : account;
    }

    // Times, outcome and http of an entity, as both ends of a call look at it.
    static Visit visit_of(const Entity& entity) {
        Visit visit;
        visit.id = entity.id;
        visit.start = entity.start();
        if (!entity.in_progress()) visit.end = entity.end();
        visit.last_end = visit.end;
        visit.flags = entity.flags;
        visit.http = http_of(entity);
        return visit;
    }

    static Call call_of(const Entity& entity, std::uint32_t from, std::uint32_t to) {
        Call call;
        call.from = from;
        call.to = to;
        call.start = entity.start();
        if (!entity.in_progress()) call.end = entity.end();
        call.flags = entity.flags;
        call.http = http_of(entity);
        return call;
    }

    void add_segment(std::uint32_t index) {
        const Entity& entity = trace_.entities[index];
        DigestService service;
        service.name = entity.name;
        service.type = entity.origin;
        service.account_id = account_of(entity);
        const std::uint32_t position = service_index(service);
        positions_.of_segment[index] = position;
        visit_of_[index] = static_cast<std::uint32_t>(digest_.visits.size());

        Visit visit = visit_of(entity);
        visit.service = position;
        visit.root = !entity.parent_id;
        visit.user = text_member(*entity.object, "user");
        visit.resource_arn = text_member(*entity.object, "resource_arn");
        if (const boost::json::object* aws = object_member(*entity.object, "aws")) {
            if (const boost::json::object* ec2 = object_member(*aws, "ec2")) {
                visit.instance_id = text_member(*ec2, "instance_id");
                visit.availability_zone = text_member(*ec2, "availability_zone");
            }
        }
        digest_.visits.push_back(visit);
        digest_.in_progress = digest_.in_progress || entity.in_progress();
        if (visit.root) add_root(index);
    }

    void add_root(std::uint32_t index) {
        const Entity& entity = trace_.entities[index];
        const std::uint32_t service = positions_.of_segment[index];
        digest_.services[service].root = true;
        if (!is_called_by_link(entity)) add_client(index);
        if (digest_.entry_point != TraceDigest::kNoService) return;
        digest_.entry_point = service;
        digest_.http = http_of(entity);
        // A throttled request tells only that, although its document says error too.
        digest_.flags = entity.flags;
        if (digest_.flags.throttle) digest_.flags.error = false;
        if (!entity.in_progress()) digest_.response_time = entity.end() - entity.start();
    }

    void add_client(std::uint32_t root) {
        const Entity& entity = trace_.entities[root];
        DigestService client;
        client.name = entity.name;
        client.type = "client";
        client.client = true;
        Call call = call_of(entity, service_index(client), positions_.of_segment[root]);
        call.to_visit = visit_of_[root];
        digest_.calls.push_back(call);
    }

    void add_inferred(const InferredSegment& inferred) {
        const Entity& caller = trace_.entities[inferred.caller];
        DigestService service;
        service.name = inferred.identity.name;
        service.type = inferred.identity.type;
        service.inferred = true;
        const std::uint32_t position = service_index(service);
        positions_.of_inferred.push_back(position);

        Visit visit = visit_of(caller);
        visit.service = position;
        Call call = call_of(caller, positions_.of_segment[caller.segment], position);
        call.from_visit = visit_of_[caller.segment];
        call.to_visit = static_cast<std::uint32_t>(digest_.visits.size());
        digest_.visits.push_back(visit);
        digest_.calls.push_back(call);
    }

    void add_incoming_call(std::uint32_t index) {
        const Entity& callee = trace_.entities[index];
        if (!callee.parent_id) return;
        if (callee.caller == Entity::kNone) {
            digest_.partial = true;
            return;
        }
        const Entity& call_site = trace_.entities[callee.caller];
        // Below an orphan: the calling service is not known yet.
        if (call_site.segment == Entity::kNone) return;
        Call call =
            call_of(call_site, positions_.of_segment[call_site.segment], positions_.of_segment[index]);
        call.from_visit = visit_of_[call_site.segment];
        call.to_visit = visit_of_[index];
        // Whatever the callee's own name is (seen 2026-09).
        if (call_site.subsegment && call_site.name_space == Namespace::kRemote) call.alias = call_site.name;
        digest_.calls.push_back(call);
    }

    // Those that would go beyond the bounds are left out.
    void add_annotations_of(const Entity& entity, std::uint32_t visit) {
        const std::size_t first = digest_.annotations.size();
        append_annotations(entity, visit, digest_.annotations);
        std::size_t kept = first;
        for (std::size_t i = first; i < digest_.annotations.size() && kept < kMaxAnnotations; ++i) {
            const DigestAnnotation& annotation = digest_.annotations[i];
            const auto* text = std::get_if<std::string_view>(&annotation.value);
            const std::size_t bytes = annotation.key.size() + (text == nullptr ? 0 : text->size());
            if (bytes > kMaxAnnotationBytes - annotation_bytes_) continue;
            annotation_bytes_ += bytes;
            digest_.annotations[kept++] = annotation;
        }
        digest_.annotations.resize(kept);
    }

    // Walks once over all entities: annotations, links, and how far the work of each segment reached.
    void add_annotations() {
        for (const Entity& entity : trace_.entities) {
            const std::uint32_t visit =
                entity.segment == Entity::kNone ? Call::kNoVisit : visit_of_[entity.segment];
            add_annotations_of(entity, visit);
            if (visit != Call::kNoVisit) append_links(entity, visit, digest_.links);
            if (visit == Call::kNoVisit || entity.in_progress()) continue;
            std::optional<Micros>& last = digest_.visits[visit].last_end;
            if (last) last = std::max(*last, entity.end());
        }
    }

    // Orphans have no say in the time of a trace, unless it has nothing else: then it must still be found.
    void set_trace_times() {
        Micros first = kMaxTime;
        Micros first_orphan = kMaxTime;
        for (const Entity& entity : trace_.entities) {
            if (entity.start() <= 0) continue;
            Micros& earliest = entity.segment == Entity::kNone ? first_orphan : first;
            earliest = std::min(earliest, entity.start());
        }
        if (first != kMaxTime) {
            digest_.start = first;
        } else if (trace_.segments.empty() && first_orphan != kMaxTime) {
            digest_.start = first_orphan;
        }
        digest_.duration = trace_duration(trace_);
    }

    const Trace& trace_;
    std::string_view own_account_;
    StepBudget& budget_;
    TraceDigest digest_;
    DigestServices positions_;
    std::size_t annotation_bytes_ = 0;
    std::vector<std::uint32_t> visit_of_;
    IdMap service_index_;                  // from a hash of a service to the newest one that has it
    std::vector<std::uint32_t> same_key_;  // per service: the next older one of the same hash
};

}  // namespace

TraceDigest make_digest(const Trace& trace, const TraceReceipt& receipt, std::string_view own_account) {
    StepBudget unlimited;
    return *DigestMaker(trace, own_account, unlimited).make(receipt);
}

Result<TraceDigest> make_digest_within(StepBudget& budget, const Trace& trace, const TraceReceipt& receipt,
                                       std::string_view own_account) {
    return DigestMaker(trace, own_account, budget).make(receipt);
}

TraceDigest make_stand_in(const Trace& trace, const TraceReceipt& receipt) {
    TraceDigest digest;
    digest.id = trace.id;
    digest.revision = receipt.revision;
    digest.updated = receipt.updated;
    digest.last_receipt = receipt.last;
    digest.limit_exceeded = receipt.document_bytes > kMaxTraceBytes;
    digest.partial = true;
    Micros first = kMaxTime;
    for (const Entity& entity : trace.entities) {
        if (entity.start() > 0) first = std::min(first, entity.start());
    }
    digest.start = first == kMaxTime ? receipt.updated : first;
    return digest;
}

}  // namespace xray
