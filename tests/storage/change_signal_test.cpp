// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "tests/storage/store_fixture.hpp"

using namespace xray;
using namespace xray::storage;
using namespace xray::storage::testing;

TEST_CASE("changes: the listener is told of each trace that appears or changes, once readers see it") {
    StoreFixture store;
    // settle() orders the writer's calls before what follows it.
    std::vector<TraceId> told;
    store->listen(
        [&](std::span<const TraceId> changed) { told.insert(told.end(), changed.begin(), changed.end()); });
    store.put(delivery(segment(1, 11), segment(1, 12), segment(2, 21)));
    store->settle();
    REQUIRE(std::set<TraceId>(told.begin(), told.end()) == std::set<TraceId>{trace_id(1), trace_id(2)});

    told.clear();
    store.put(delivery(segment(2, 22)));
    store->settle();
    REQUIRE(told == std::vector<TraceId>{trace_id(2)});

    told.clear();
    store->listen({});
    store.put(delivery(segment(3, 31)));
    store->settle();
    REQUIRE(told.empty());
}

TEST_CASE("changes: what the indexing delay hides is told of when it shows") {
    StoreFixture store(StoreOptions{.indexing_delay = 10 * kMicrosPerSecond});
    std::vector<TraceId> told;
    store->listen(
        [&](std::span<const TraceId> changed) { told.insert(told.end(), changed.begin(), changed.end()); });
    store.put(delivery(segment(1, 11)));
    store->settle();
    REQUIRE(told.empty());
    store.clock.advance(11 * kMicrosPerSecond);
    store->settle();
    REQUIRE(told == std::vector<TraceId>{trace_id(1)});
    store->listen({});
}
