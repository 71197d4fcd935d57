// SPDX-License-Identifier: Apache-2.0
// The clock stands, jumps and goes back: the order of receipt does not depend on it.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <set>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

constexpr Micros kSecond = kMicrosPerSecond;
constexpr Micros kHour = 3600 * kSecond;
constexpr Micros kDay = 24 * kHour;
constexpr Micros kDelay = 10 * kSecond;
constexpr Micros kRetention = 7 * kDay;

using Numbers = std::vector<std::uint32_t>;

std::string database_path(const TempFolder& folder) {
    return GENERATE(true, false) ? folder.file("x.db") : ":memory:";
}

}  // namespace

TEST_CASE("clock: a document from a time the clock was set back from hides no later ones", "[storage]") {
    const TempFolder folder;
    StoreFixture store(StoreOptions{.path = database_path(folder), .indexing_delay = kDelay});
    store.clock.advance(kDay);
    store.put(delivery(segment(1, 1)));
    CHECK(store.scan().empty());
    store.clock.set(kNoon);
    for (std::uint32_t i = 2; i < 7; ++i) store.put(delivery(segment(i, 1)));
    CHECK(store.scan() == Numbers{1});
    CHECK(store->load_trace(trace_id(1)));
    store.clock.advance(kDelay);
    CHECK(store.scan() == Numbers{6, 5, 4, 3, 2, 1});
}

TEST_CASE("clock: a trace that changes after the clock was set back is found by the new time", "[storage]") {
    StoreFixture store;
    store.clock.advance(kDay);
    store.put(delivery(segment(1, 1)));
    store->settle();
    store.clock.set(kNoon);
    store.put(delivery(segment(1, 2)));
    const TraceScan today{.time = TraceTime::kUpdated, .from = kNoon, .to = kNoon + kHour};
    CHECK(store.scan(today) == Numbers{1});
    CHECK(store->count(today) == 1);
    std::size_t minutes = 0;
    store->fold_minutes(
        kNoon / kSecond / 60, (kNoon + kHour) / kSecond / 60,
        [&](std::int64_t, ServiceGraphBuilder& fold) { minutes += fold.finish().nodes.size(); });
    CHECK(minutes > 0);
    CHECK(store.revision(1) == 2);
}

TEST_CASE("clock: while it stands, documents keep the order of their receipt", "[storage]") {
    StoreFixture store(StoreOptions{.indexing_delay = kDelay});
    for (std::uint64_t i = 1; i <= 5; ++i) store.put(delivery(segment(1, i)));
    CHECK(store.scan().empty());
    store.clock.advance(kDelay);
    CHECK(store.revision(1) == 5);
    const auto trace = store->load_trace(trace_id(1));
    REQUIRE(trace);
    for (std::uint64_t i = 1; i <= 5; ++i) CHECK(trace->documents[i - 1].text == segment(1, i).text);
}

TEST_CASE("clock: retention deletes nothing early after the clock was set back", "[storage]") {
    const TempFolder folder;
    StoreFixture store(StoreOptions{.path = database_path(folder), .retention = kRetention});
    store.put(delivery(segment(1, 1)));
    store.clock.advance(kDay);
    store.put(delivery(segment(2, 1)));
    store.clock.set(kNoon);
    store.put(delivery(segment(3, 1)));
    CHECK(store->apply_retention() == 0);
    store.clock.set(kNoon + kRetention);
    CHECK(store->apply_retention() == 0);
    store.clock.advance(1);
    CHECK(store->apply_retention() == 2);
    CHECK(store.scan() == Numbers{2});
    store.clock.advance(kDay);
    CHECK(store->apply_retention() == 1);
}

TEST_CASE("clock: what came in a far future grows old from when the clock was set back", "[storage]") {
    const TempFolder folder;
    StoreFixture store(StoreOptions{.path = database_path(folder), .retention = kRetention});
    store.clock.advance(1000 * kDay);
    for (std::uint32_t i = 1; i <= 500; ++i) CHECK(store->submit(delivery(segment(i, 1))) == 1);
    // One that goes on after the clock was set back.
    store.put(delivery(segment(501, 1)));
    store->settle();
    store.clock.set(kNoon);
    store.put(delivery(segment(501, 2)));
    CHECK(store->apply_retention() == 0);
    CHECK(store.scan({.time = TraceTime::kUpdated, .from = kNoon, .to = kNoon + 1}).size() == 501);
    store.clock.advance(kRetention);
    CHECK(store->apply_retention() == 0);
    store.clock.advance(1);
    CHECK(store->apply_retention() == 501);
    CHECK(store.scan().empty());
    CHECK(store->totals().segments == 0);
}

TEST_CASE("clock: whatever it does, what was acknowledged shows when time has gone by", "[storage]") {
    rc::check("any moves of the clock and puts", [] {
        StoreFixture store(StoreOptions{.indexing_delay = kDelay, .retention = kRetention});
        std::set<std::uint32_t> put;
        const auto steps = *rc::gen::inRange(1, 30);
        for (int i = 0; i < steps; ++i) {
            switch (*rc::gen::inRange(0, 4)) {
                case 0:
                    store.clock.advance(*rc::gen::inRange<Micros>(0, 2 * kDelay));
                    break;
                case 1:
                    store.clock.set(kNoon + *rc::gen::inRange<Micros>(-kDay, kDay));
                    break;
                case 2:
                    store->settle();
                    break;
                default: {
                    const auto number = *rc::gen::inRange<std::uint32_t>(0, 10);
                    store.put(delivery(segment(number, static_cast<std::uint64_t>(i) + 1)));
                    put.insert(number);
                }
            }
        }
        // Later than any time there was, and within the retention of all of them.
        store.clock.set(kNoon + 2 * kDay);
        store->apply_retention();
        const Numbers shown = store.scan();
        RC_ASSERT(std::set<std::uint32_t>(shown.begin(), shown.end()) == put);
        RC_ASSERT(shown.size() == put.size());
    });
}

}  // namespace xray::storage::testing
