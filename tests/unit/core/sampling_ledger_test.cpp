// SPDX-License-Identifier: Apache-2.0
#include "core/sampling/sampling_ledger.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "core/base/limits.hpp"

namespace xray {
namespace {

constexpr Micros kNow = 1'790'000'000 * kMicrosPerSecond;

SamplingRule rule_of(std::int32_t reservoir) {
    SamplingRule rule;
    rule.name = "r";
    rule.fixed_rate = 0.05;
    rule.reservoir_size = reservoir;
    return rule;
}

}  // namespace

TEST_CASE("sampling: the Default rule is that of a new account", "[sampling]") {
    const SamplingRule rule = default_sampling_rule(DefaultSampling::kAws);
    CHECK(rule.name == "Default");
    CHECK(rule.priority == 10000);
    CHECK(rule.fixed_rate == 0.05);
    CHECK(rule.reservoir_size == 1);
    CHECK(rule.created == 0);
}

TEST_CASE("sampling: clients never hold more than the reservoir together", "[sampling]") {
    const bool held = rc::check("whatever the order of reports", [] {
        const auto size = *rc::gen::inRange<std::int32_t>(0, 20);
        const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(0, 120)));
        const SamplingRule rule = rule_of(size);
        SamplingLedger ledger;
        std::map<std::string, ReservoirLease> leases;
        Micros now = kNow;
        for (const auto& [client, pause] : steps) {
            now += pause * kMicrosPerSecond;
            const std::string id(1, static_cast<char>('a' + client));
            const auto lease = ledger.report(rule, {id, 1, 1, 0}, now);
            if (lease) leases[id] = *lease;
            std::int32_t sum = 0;
            for (const auto& [name, granted] : leases) sum += granted.expires > now ? granted.quota : 0;
            RC_ASSERT(sum <= size);
        }
    });
    CHECK(held);
}

TEST_CASE("sampling: after two rounds the whole reservoir is shared out evenly", "[sampling]") {
    const SamplingRule rule = rule_of(10);
    SamplingLedger ledger;
    std::map<std::string, std::int32_t> quotas;
    for (int round = 0; round < 4; ++round) {
        for (const std::string id : {"a", "b", "c", "d"}) {
            const auto lease = ledger.report(rule, {id, 1, 1, 0}, kNow + round * 10 * kMicrosPerSecond);
            CHECK(lease.has_value() == (round > 0));
            if (lease) quotas[id] = lease->quota;
        }
    }
    CHECK(quotas == std::map<std::string, std::int32_t>{{"a", 3}, {"b", 3}, {"c", 2}, {"d", 2}});
}

TEST_CASE("sampling: a lease lasts 300 seconds, and a silent client is a new one", "[sampling]") {
    const SamplingRule rule = rule_of(1);
    SamplingLedger ledger;
    CHECK_FALSE(ledger.report(rule, {"a", 1, 1, 0}, kNow));
    CHECK(ledger.report(rule, {"a", 1, 1, 0}, kNow)->expires == kNow + 300 * kMicrosPerSecond);
    CHECK_FALSE(ledger.report(rule, {"a", 1, 1, 0}, kNow + 300 * kMicrosPerSecond));
}

TEST_CASE("sampling: a lease lasts as long as the client is told", "[sampling]") {
    const SamplingRule rule = rule_of(1);
    SamplingLedger ledger;
    const Micros late = kNow + 600'000;
    (void)ledger.report(rule, {"a", 1, 1, 0}, late);
    const Micros end = kNow + 301 * kMicrosPerSecond;
    CHECK(ledger.report(rule, {"a", 1, 1, 0}, late)->expires == end);
    (void)ledger.report(rule, {"b", 1, 1, 0}, end - 200'000);
    CHECK(ledger.report(rule, {"b", 1, 1, 0}, end - 100'000)->quota == 0);
    CHECK(ledger.report(rule, {"b", 1, 1, 0}, end)->quota == 1);
}

TEST_CASE("sampling: leases are carried over to another ledger, once", "[sampling]") {
    const SamplingRule rule = rule_of(3);
    SamplingLedger first;
    (void)first.report(rule, {"a", 1, 1, 0}, kNow);
    (void)first.report(rule, {"a", 1, 1, 0}, kNow);
    (void)first.report(rule, {"b", 1, 1, 0}, kNow);  // has no lease yet
    const std::vector<LeaseHolder> holders = first.holders("r");
    CHECK(holders == std::vector<LeaseHolder>{{"a", kNow, {3, kNow + 300 * kMicrosPerSecond}}});
    CHECK(first.holders("other").empty());
    SamplingLedger second;
    CHECK_FALSE(second.restored());
    second.restore({{"r", holders}}, kNow);
    CHECK(second.restored());
    second.restore({{"r", {{"z", kNow, {3, kNow + 200 * kMicrosPerSecond}}}}}, kNow);
    CHECK(second.holders("r") == holders);
    (void)second.report(rule, {"b", 1, 1, 0}, kNow);
    CHECK(second.report(rule, {"b", 1, 1, 0}, kNow)->quota == 0);
    // The clock was set back: a lease that ends that late is none of this time.
    SamplingLedger third;
    third.restore({{"r", holders}}, kNow - 2 * kMicrosPerSecond);
    CHECK(third.holders("r").empty());
}

TEST_CASE("sampling: the longest silent of too many clients is forgotten, but not what it holds",
          "[sampling]") {
    const SamplingRule rule = rule_of(7);
    SamplingLedger ledger;
    // The clock stands still: the order of the reports tells who is silent.
    for (int i = 0; i < 2; ++i) (void)ledger.report(rule, {"steady", 1, 1, 0}, kNow);
    for (int i = 0; i < 2; ++i) (void)ledger.report(rule, {"silent", 1, 1, 0}, kNow);
    CHECK(ledger.report(rule, {"steady", 1, 1, 0}, kNow)->quota == 3);
    CHECK(ledger.report(rule, {"silent", 1, 1, 0}, kNow)->quota == 4);
    for (std::size_t i = 0; i < kMaxSamplingClients + 50; ++i) {
        (void)ledger.report(rule, {"client-" + std::to_string(i), 1, 1, 0}, kNow);
        if (i % 1000 == 0) {
            CHECK(ledger.report(rule, {"steady", 1, 1, 0}, kNow));
        }
    }
    CHECK(ledger.usage("r", kNow).clients == kMaxSamplingClients);
    CHECK(ledger.holders("r").size() == 1);
    CHECK(ledger.holders("r").at(0).client == "steady");
    CHECK_FALSE(ledger.report(rule, {"silent", 1, 1, 0}, kNow));
    // It may still take 4 in a second, so that no more than 3 are given to others.
    CHECK(ledger.usage("r", kNow).leased >= 4);
    std::int64_t given = 0;
    for (std::size_t i = 0; i < 20; ++i) {
        const std::string id = "client-" + std::to_string(kMaxSamplingClients + i);
        given += ledger.report(rule, {id, 1, 1, 0}, kNow)->quota;
    }
    given += ledger.report(rule, {"steady", 1, 1, 0}, kNow)->quota;
    CHECK(given == 3);
    CHECK(ledger.usage("r", kNow).leased <= 7);
    CHECK(ledger.usage("r", kNow + 301 * kMicrosPerSecond).leased == 0);
}

TEST_CASE("sampling: a boost needs a configuration and anomalies, and ends after a minute", "[sampling]") {
    SamplingRule rule = rule_of(1);
    SamplingLedger ledger;
    CHECK_FALSE(ledger.boost(rule, 5, kNow));
    rule.boost = SamplingRateBoost{0.08, 5};
    CHECK_FALSE(ledger.boost(rule, 0, kNow));
    CHECK(ledger.boost(rule, 5, kNow)->rate == 0.08);
    CHECK(ledger.boost(rule, 5, kNow)->expires == kNow + 20 * kMicrosPerSecond);
    CHECK(ledger.boost(rule, 5, kNow + 59 * kMicrosPerSecond));
    CHECK_FALSE(ledger.boost(rule, 5, kNow + 60 * kMicrosPerSecond));
    CHECK_FALSE(ledger.boost(rule, 5, kNow + 299 * kMicrosPerSecond));
    CHECK(ledger.boost(rule, 5, kNow + 300 * kMicrosPerSecond));
    ledger.forget("r");
    CHECK(ledger.boost(rule, 5, kNow + 361 * kMicrosPerSecond));
}

TEST_CASE("sampling: statistics are those of the last closed window", "[sampling]") {
    const SamplingRule rule = rule_of(1);
    SamplingLedger ledger;
    (void)ledger.report(rule, {"a", 10, 2, 1}, kNow);
    (void)ledger.report(rule, {"b", 5, 1, 0}, kNow + 9 * kMicrosPerSecond);
    const auto last = [&](int second) { return ledger.last_window("r", kNow + second * kMicrosPerSecond); };
    CHECK(last(9).start == kNow - 10 * kMicrosPerSecond);
    CHECK(last(9).requests == 0);
    CHECK(last(10).start == kNow);
    CHECK(last(19).requests == 15);
    CHECK(last(19).sampled == 3);
    CHECK(last(19).borrowed == 1);
    (void)ledger.report(rule, {"a", 7, 2, 1}, kNow + 10 * kMicrosPerSecond);
    CHECK(last(19).requests == 15);
    CHECK(last(20).requests == 7);
    CHECK(last(30).requests == 0);
    CHECK(ledger.last_window("other", kNow).rule == "other");
    ledger.forget_all();
    CHECK(last(10).requests == 0);
}

}  // namespace xray
