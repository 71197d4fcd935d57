// SPDX-License-Identifier: Apache-2.0
#include "core/sampling/sampling_ledger.hpp"

#include <algorithm>

#include "core/base/limits.hpp"

namespace xray {
namespace {

// Seen 2026-09: how long a lease, a boost and a window of statistics last.
constexpr Micros kLeaseLength = 300 * kMicrosPerSecond;
constexpr Micros kBoostStep = 20 * kMicrosPerSecond;
constexpr Micros kWindowLength = 10 * kMicrosPerSecond;
// Documented: how long a rule may be boosted within one cooldown window.
constexpr Micros kLongestBoost = 60 * kMicrosPerSecond;

Micros window_start(Micros now) {
    return now - now % kWindowLength;
}

// Clients are told whole seconds; a lease ends here when it ends there.
Micros lease_end(Micros now) {
    const Micros end = now + kLeaseLength + kMicrosPerSecond / 2;
    return end - end % kMicrosPerSecond;
}

}  // namespace

std::optional<ReservoirLease> SamplingLedger::report(const SamplingRule& rule, const SamplingReport& report,
                                                     Micros now) {
    const std::lock_guard lock(mutex_);
    RuleState& state = rules_[rule.name];
    bring_back(state, now);
    count(state, rule, report, now);
    forget_silent(state, now);
    const bool first_report = state.clients.find(report.client) == state.clients.end();
    if (first_report) make_room(state);
    Client& client = state.clients[std::string(report.client)];
    client.seen = now;
    client.turn = ++state.turns;
    if (first_report) return std::nullopt;

    const auto active = static_cast<std::int32_t>(state.clients.size());
    std::int32_t rank = 0;
    std::int64_t held_by_others = held_by_forgotten(state, now);
    for (const auto& [id, other] : state.clients) {
        if (id < report.client) ++rank;
        if (id != report.client && other.lease.expires > now) held_by_others += other.lease.quota;
    }
    const std::int32_t share = rule.reservoir_size / active + (rank < rule.reservoir_size % active ? 1 : 0);
    const std::int64_t free = std::max<std::int64_t>(rule.reservoir_size - held_by_others, 0);
    client.lease = {static_cast<std::int32_t>(std::min<std::int64_t>(share, free)), lease_end(now)};
    return client.lease;
}

void SamplingLedger::forget_silent(RuleState& state, Micros now) {
    std::erase_if(state.clients, [now](const auto& entry) {
        const Client& client = entry.second;
        return client.seen + kLeaseLength <= now && client.lease.expires <= now;
    });
    std::erase_if(state.leases_of_forgotten, [now](const auto& lease) { return lease.first <= now; });
}

void SamplingLedger::make_room(RuleState& state) {
    while (state.clients.size() >= kMaxSamplingClients) {
        const auto silent =
            std::min_element(state.clients.begin(), state.clients.end(),
                             [](const auto& a, const auto& b) { return a.second.turn < b.second.turn; });
        const ReservoirLease& lease = silent->second.lease;
        if (lease.quota > 0) state.leases_of_forgotten[lease.expires] += lease.quota;
        state.clients.erase(silent);
    }
}

std::int64_t SamplingLedger::held_by_forgotten(const RuleState& state, Micros now) {
    std::int64_t held = 0;
    for (const auto& [expires, quota] : state.leases_of_forgotten) {
        if (expires > now) held += quota;
    }
    return held;
}

void SamplingLedger::bring_back(RuleState& state, Micros now) {
    for (auto& [id, client] : state.clients) {
        client.seen = std::min(client.seen, now);
        client.lease.expires = std::min(client.lease.expires, lease_end(now));
    }
    // Later ones than any of today end with the last that could.
    const auto late = state.leases_of_forgotten.upper_bound(lease_end(now));
    std::int64_t held = 0;
    for (auto lease = late; lease != state.leases_of_forgotten.end(); ++lease) held += lease->second;
    state.leases_of_forgotten.erase(late, state.leases_of_forgotten.end());
    if (held > 0) state.leases_of_forgotten[lease_end(now)] += held;
    if (state.boost_began) state.boost_began = std::min(*state.boost_began, now);
    state.boost.expires = std::min(state.boost.expires, now + kBoostStep);
}

void SamplingLedger::count(RuleState& state, const SamplingRule& rule, const SamplingReport& report,
                           Micros now) {
    const Micros start = window_start(now);
    if (state.open.start != start) {
        // The clock may have gone back into the window before, and from there on again.
        std::swap(state.open, state.closed);
        if (state.open.start != start) state.open = {rule.name, start, 0, 0, 0};
    }
    state.open.requests += report.requests;
    state.open.sampled += report.sampled;
    state.open.borrowed += report.borrowed;
    state.requests += report.requests;
    state.sampled += report.sampled;
}

std::optional<BoostLease> SamplingLedger::boost(const SamplingRule& rule, std::int64_t anomalies,
                                                Micros now) {
    if (!rule.boost || anomalies <= 0) return std::nullopt;
    const std::lock_guard lock(mutex_);
    RuleState& state = rules_[rule.name];
    bring_back(state, now);
    const Micros cooldown =
        std::max(rule.boost->cooldown_minutes * Micros{60} * kMicrosPerSecond, kLongestBoost);
    if (!state.boost_began || now - *state.boost_began >= cooldown) state.boost_began = now;
    if (now - *state.boost_began >= kLongestBoost) return std::nullopt;
    state.boost = {std::min(rule.boost->max_rate, 2 * rule.fixed_rate), now + kBoostStep};
    return state.boost;
}

RuleUsage SamplingLedger::usage(std::string_view rule, Micros now) {
    const std::lock_guard lock(mutex_);
    RuleUsage usage;
    const auto found = rules_.find(rule);
    if (found == rules_.end()) return usage;
    RuleState& state = found->second;
    bring_back(state, now);
    for (const auto& [id, client] : state.clients) {
        if (client.seen + kLeaseLength > now) ++usage.clients;
        if (client.lease.expires > now) usage.leased += client.lease.quota;
    }
    usage.leased += static_cast<std::int32_t>(held_by_forgotten(state, now));
    if (state.boost.expires > now) usage.boost = state.boost;
    return usage;
}

SamplingWindow SamplingLedger::last_window(std::string_view rule, Micros now) {
    const std::lock_guard lock(mutex_);
    const Micros start = window_start(now) - kWindowLength;
    const auto found = rules_.find(rule);
    if (found != rules_.end()) {
        if (found->second.open.start == start) return found->second.open;
        if (found->second.closed.start == start) return found->second.closed;
    }
    return {std::string(rule), start, 0, 0, 0};
}

std::vector<SamplingTotals> SamplingLedger::totals() {
    const std::lock_guard lock(mutex_);
    std::vector<SamplingTotals> all;
    for (const auto& [rule, state] : rules_) {
        if (state.requests > 0) all.push_back({rule, state.requests, state.sampled});
    }
    return all;
}

std::vector<LeaseHolder> SamplingLedger::holders(std::string_view rule) {
    const std::lock_guard lock(mutex_);
    std::vector<LeaseHolder> holders;
    const auto found = rules_.find(rule);
    if (found == rules_.end()) return holders;
    for (const auto& [id, client] : found->second.clients) {
        if (client.lease.expires != 0) holders.push_back({id, client.seen, client.lease});
    }
    return holders;
}

void SamplingLedger::restore(const std::map<std::string, std::vector<LeaseHolder>, std::less<>>& holders,
                             Micros now) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(restored_, true)) return;
    for (const auto& [rule, list] : holders) {
        for (const LeaseHolder& holder : list) {
            if (holder.lease.expires <= lease_end(now)) {
                RuleState& state = rules_[rule];
                make_room(state);
                state.clients[holder.client] = {holder.seen, holder.lease, ++state.turns};
            }
        }
    }
}

bool SamplingLedger::restored() {
    const std::lock_guard lock(mutex_);
    return restored_;
}

void SamplingLedger::forget(std::string_view rule) {
    const std::lock_guard lock(mutex_);
    const auto found = rules_.find(rule);
    if (found != rules_.end()) rules_.erase(found);
}

void SamplingLedger::forget_all() {
    const std::lock_guard lock(mutex_);
    rules_.clear();
}

}  // namespace xray
