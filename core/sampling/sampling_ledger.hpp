// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/sampling/sampling_rule.hpp"

namespace xray {

// What a client reports about one rule (a SamplingStatisticsDocument).
struct SamplingReport {
    std::string_view client;
    std::int64_t requests = 0;
    std::int64_t sampled = 0;
    std::int64_t borrowed = 0;
};

struct ReservoirLease {
    std::int32_t quota = 0;  // traces per second
    Micros expires = 0;      // a whole second, as clients are told

    bool operator==(const ReservoirLease&) const = default;
};

struct BoostLease {
    double rate = 0;
    Micros expires = 0;
};

// Counts of one rule over a closed window of 10 seconds, over all clients.
struct SamplingWindow {
    std::string rule;
    Micros start = 0;
    std::int64_t requests = 0;
    std::int64_t sampled = 0;
    std::int64_t borrowed = 0;
};

// What was reported of one rule since the start, or since it was forgotten.
struct SamplingTotals {
    std::string rule;
    std::int64_t requests = 0;
    std::int64_t sampled = 0;
};

// What clients hold of a rule at one moment.
struct RuleUsage {
    std::size_t clients = 0;          // that reported within 300 seconds
    std::int32_t leased = 0;          // traces per second, over all of them
    std::optional<BoostLease> boost;  // the last one that was given, until it expires
};

// A client and what it holds of a rule's reservoir, as it is kept over a restart.
struct LeaseHolder {
    std::string client;
    Micros seen = 0;  // its last report
    ReservoirLease lease;

    bool operator==(const LeaseHolder&) const = default;
};

// Who samples by which rule, and what they were promised. Boosts and statistics live for seconds and end with
// the process; leases live for minutes, and holders() and restore() carry them over a restart.
//
// Threads: every method may be called from any thread.
class SamplingLedger {
public:
    // Notes a report and gives the client its share of the rule's reservoir for 300 seconds; nothing at the
    // client's first report, as on AWS (it borrows one trace per second until the next). The reservoir is
    // divided evenly among the clients that reported within 300 seconds, the rest of the division goes to the
    // first ones by id, and what others still hold is never given twice. Beyond kMaxSamplingClients the
    // client that has been silent for longest is forgotten, but not what it holds.
    std::optional<ReservoirLease> report(const SamplingRule& rule, const SamplingReport& report, Micros now);

    // Gives the rule a boost when anomalies are reported: twice its rate, at most the configured maximum, for
    // 20 seconds at a time, for at most one minute in each cooldown window.
    std::optional<BoostLease> boost(const SamplingRule& rule, std::int64_t anomalies, Micros now);

    [[nodiscard]] RuleUsage usage(std::string_view rule, Micros now);

    // The last window that is over, with what was reported of the rule in it.
    [[nodiscard]] SamplingWindow last_window(std::string_view rule, Micros now);

    // Of every rule that something was reported of, by name.
    [[nodiscard]] std::vector<SamplingTotals> totals();

    // Everybody who holds a lease of the rule, by client.
    [[nodiscard]] std::vector<LeaseHolder> holders(std::string_view rule);

    // Takes over the holders of each rule, as an earlier process wrote them down. Only the first call does
    // anything. Leases that end later than any of today could are left out: then the clock was set back.
    void restore(const std::map<std::string, std::vector<LeaseHolder>, std::less<>>& holders, Micros now);
    [[nodiscard]] bool restored();

    // Forgets one rule (it was deleted), or all.
    void forget(std::string_view rule);
    void forget_all();

private:
    struct Client {
        Micros seen = 0;
        ReservoirLease lease;
        std::uint64_t turn = 0;  // of its last report, for the clock may stand still
    };
    struct RuleState {
        std::map<std::string, Client, std::less<>> clients;
        std::uint64_t turns = 0;  // reports so far
        // Leases of clients that there was no room for, by the second of their end, which is one of the next
        // 300: traces per second.
        std::map<Micros, std::int64_t> leases_of_forgotten;
        std::optional<Micros> boost_began;
        BoostLease boost;
        SamplingWindow open;        // the window that reports go into
        SamplingWindow closed;      // the one with reports before it
        std::int64_t requests = 0;  // all together
        std::int64_t sampled = 0;
    };

    // After the clock has gone back: what was given later than `now` lasts as if it were given now.
    static void bring_back(RuleState& state, Micros now);
    // Forgets who holds nothing any more and has been silent for as long as a lease.
    static void forget_silent(RuleState& state, Micros now);
    static void make_room(RuleState& state);
    // Traces per second that forgotten clients may still take.
    static std::int64_t held_by_forgotten(const RuleState& state, Micros now);
    void count(RuleState& state, const SamplingRule& rule, const SamplingReport& report, Micros now);

    std::mutex mutex_;
    std::map<std::string, RuleState, std::less<>> rules_;  // guarded by mutex_
    bool restored_ = false;                                // guarded by mutex_
};

}  // namespace xray
