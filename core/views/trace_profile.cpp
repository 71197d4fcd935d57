// SPDX-License-Identifier: Apache-2.0
#include "core/views/trace_profile.hpp"

#include <algorithm>
#include <cmath>

#include "core/digest/digest_maker.hpp"
#include "core/trace/entity_fields.hpp"
#include "core/views/normal_text.hpp"

namespace xray {
namespace {

void add_requests(const TraceDigest& digest, TraceProfile& profile) {
    for (const Visit& visit : digest.visits) {
        TraceProfile::Service& service = profile.services[normal_text(digest.services[visit.service].name)];
        ++service.requests;
        if (visit.flags.error) ++service.errors;
        if (visit.flags.fault) ++service.faults;
        if (visit.end) service.lengths.push_back(std::max<Micros>(*visit.end - visit.start, 0));
    }
}

void add_calls(const TraceDigest& digest, TraceProfile& profile) {
    for (const Call& call : digest.calls) {
        const DigestService& from = digest.services[call.from];
        if (from.client) continue;
        ++profile.calls[{normal_text(from.name), normal_text(digest.services[call.to].name)}];
    }
}

void add_exceptions(const Trace& trace, TraceProfile& profile) {
    for (const Entity& entity : trace.entities) {
        const std::string_view service =
            entity.segment == Entity::kNone ? entity.name : trace.entities[entity.segment].name;
        for (const RootCauseException& exception : exceptions_of(entity))
            profile.exceptions.insert(std::string(service) + ": " + std::string(exception.name));
    }
}

}  // namespace

Micros TraceProfile::Service::percentile(double share) const {
    if (lengths.empty()) return 0;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(lengths.size())));
    return lengths[std::clamp<std::size_t>(rank, 1, lengths.size()) - 1];
}

TraceProfile profile_of(std::span<const Trace> traces) {
    TraceProfile profile;
    for (const Trace& trace : traces) {
        ++profile.traces;
        const TraceDigest digest = make_digest(trace, {}, {});
        add_requests(digest, profile);
        add_calls(digest, profile);
        add_exceptions(trace, profile);
        for (const DigestAnnotation& annotation : digest.annotations)
            profile.annotation_keys.emplace(annotation.key);
    }
    for (auto& [name, service] : profile.services) std::sort(service.lengths.begin(), service.lengths.end());
    return profile;
}

}  // namespace xray
