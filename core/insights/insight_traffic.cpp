// SPDX-License-Identifier: Apache-2.0
#include "core/insights/insight_traffic.hpp"

#include <string>

#include "core/base/floor_divide.hpp"

namespace xray {
namespace {

constexpr std::int64_t kMinuteSeconds = 60;

// By the precedence of the service graph: throttle, fault, error, ok.
RequestImpact outcome_of(const Flags& flags) {
    RequestImpact outcome;
    outcome.total = 1;
    if (flags.fault && !flags.throttle) outcome.faults = 1;
    if (flags.ok()) outcome.ok = 1;
    return outcome;
}

}  // namespace

std::int64_t insight_minute(Micros time) {
    return floor_divide(floor_seconds(time), kMinuteSeconds);
}

void InsightTraffic::add(const TraceDigest& digest) {
    services_.clear();
    for (const DigestService& service : digest.services) {
        services_.push_back(
            {std::string(service.name), std::string(service.type), std::string(service.account_id)});
    }
    for (const Visit& visit : digest.visits) {
        if (!visit.end) continue;
        const auto [at, is_new] = minutes_[insight_minute(*visit.end)].try_emplace(services_[visit.service]);
        if (is_new) ++size_;
        Minute& minute = at->second;
        minute.requests += outcome_of(visit.flags);
        if (visit.root) minute.entries += outcome_of(visit.flags);
    }
    for (const Call& call : digest.calls) {
        if (digest.services[call.from].client) continue;
        if (callees_[services_[call.from]].insert(services_[call.to]).second) ++size_;
    }
}

}  // namespace xray
