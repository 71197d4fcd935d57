// SPDX-License-Identifier: Apache-2.0
#include "core/graph/contribution.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

namespace xray {
namespace {

// A request: the id of its segment, or of the call to an inferred service.
using VisitKey = std::tuple<std::uint64_t, bool>;
// A call: the request that it led to, and whether a client made it.
using CallKey = std::tuple<VisitKey, bool>;

VisitKey key_of(const TraceDigest& digest, const Visit& visit) {
    return {visit.id.value(), digest.services[visit.service].inferred};
}

CallKey key_of(const TraceDigest& digest, const Call& call) {
    const VisitKey callee = key_of(digest, digest.visits[call.to_visit]);
    return {callee, digest.services[call.from].client};
}

// What was finished before.
struct Finished {
    explicit Finished(const TraceDigest* before) {
        if (before == nullptr) return;
        for (const Visit& visit : before->visits) {
            if (visit.end) visits.insert(key_of(*before, visit));
        }
        for (const Call& call : before->calls) {
            if (call.end) calls.insert(key_of(*before, call));
        }
    }

    std::set<VisitKey> visits;
    std::set<CallKey> calls;
};

class Contribution {
public:
    Contribution(const TraceDigest& now, const TraceDigest* before) : now_(now), finished_(before) {
        made_.id = now.id;
        made_.start = graph_start(now);
        place_of_service_.assign(now.services.size(), TraceDigest::kNoService);
        place_of_visit_.assign(now.visits.size(), Call::kNoVisit);
    }

    TraceDigest make() {
        for (std::uint32_t i = 0; i < now_.visits.size(); ++i) {
            const Visit& visit = now_.visits[i];
            if (visit.end && !finished_.visits.contains(key_of(now_, visit))) add_visit(i, visit);
        }
        for (const Call& call : now_.calls) {
            if (call.end && !finished_.calls.contains(key_of(now_, call))) add_call(call);
        }
        for (const Call& call : now_.calls) {
            const std::uint32_t place = place_of_service_[call.to];
            if (now_.services[call.from].client && place != TraceDigest::kNoService) {
                made_.services[place].root = true;
            }
        }
        for (TraceLink link : now_.links) {
            link.visit = place_of_visit_[link.visit];
            if (link.visit != Call::kNoVisit && made_.visits[link.visit].end) made_.links.push_back(link);
        }
        return std::move(made_);
    }

private:
    std::uint32_t add_service(std::uint32_t index) {
        std::uint32_t& place = place_of_service_[index];
        if (place == TraceDigest::kNoService) {
            place = static_cast<std::uint32_t>(made_.services.size());
            made_.services.push_back(now_.services[index]);
            made_.services.back().root = false;
        }
        return place;
    }

    void add_visit(std::uint32_t index, Visit visit) {
        place_of_visit_[index] = static_cast<std::uint32_t>(made_.visits.size());
        visit.service = add_service(visit.service);
        made_.visits.push_back(visit);
    }

    void add_end(std::uint32_t index) {
        if (index == Call::kNoVisit || place_of_visit_[index] != Call::kNoVisit) return;
        Visit visit = now_.visits[index];
        visit.end.reset();
        visit.last_end.reset();
        add_visit(index, visit);
    }

    void add_call(Call call) {
        add_end(call.from_visit);
        add_end(call.to_visit);
        call.from = add_service(call.from);
        call.to = add_service(call.to);
        made_.calls.push_back(call);
    }

    const TraceDigest& now_;
    Finished finished_;
    TraceDigest made_;
    std::vector<std::uint32_t> place_of_service_;
    std::vector<std::uint32_t> place_of_visit_;
};

}  // namespace

Micros graph_start(const TraceDigest& digest) {
    std::optional<Micros> start;
    for (const Visit& visit : digest.visits) {
        if (visit.root) start = std::min(start.value_or(visit.start), visit.start);
    }
    return start.value_or(digest.start);
}

TraceDigest contribution_of(const TraceDigest& now, const TraceDigest* before) {
    return Contribution(now, before).make();
}

}  // namespace xray
