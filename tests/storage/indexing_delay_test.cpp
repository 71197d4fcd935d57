// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

constexpr Micros kDelay = 10 * kMicrosPerSecond;

}  // namespace

TEST_CASE("indexing delay: documents show when their time has come", "[storage]") {
    StoreFixture store(StoreOptions{.indexing_delay = kDelay});
    store.put(delivery(segment(1, 10)));
    CHECK(store.scan().empty());
    CHECK_FALSE(store->load_trace(trace_id(1)));

    store.clock.advance(kDelay - 1);
    CHECK(store.scan().empty());
    store.clock.advance(1);
    CHECK(store.scan() == std::vector<std::uint32_t>{1});
    CHECK(store->load_trace(trace_id(1)));
}

TEST_CASE("indexing delay: a trace shows the part of it that is old enough", "[storage]") {
    StoreFixture store(StoreOptions{.indexing_delay = kDelay});
    store.put(delivery(segment(1, 10)));
    store.clock.advance(kDelay / 2);
    store.put(delivery(segment(1, 11)));
    store.clock.advance(kDelay / 2);
    CHECK(store.revision(1) == 1);
    CHECK(store->load_trace(trace_id(1))->documents.size() == 1);
    store.clock.advance(kDelay / 2);
    CHECK(store.revision(1) == 2);
    CHECK(store->load_trace(trace_id(1))->documents.size() == 2);
}

TEST_CASE("indexing delay: settle does not wait for what is held back", "[storage]") {
    StoreFixture store(StoreOptions{.indexing_delay = kDelay});
    for (std::uint32_t i = 0; i < 100; ++i) {
        CHECK(store->submit(delivery(segment(i, 1))) == 1);
        store->settle();
    }
    CHECK(store->totals().segments == 100);
    CHECK(store->totals().traces == 0);
    store.clock.advance(kDelay);
    CHECK(store.scan().size() == 100);
}

TEST_CASE("indexing delay: reset forgets what is held back, too", "[storage]") {
    StoreFixture store(StoreOptions{.indexing_delay = kDelay});
    store.put(delivery(segment(1, 1)));
    REQUIRE(store->reset());
    store.clock.advance(kDelay);
    CHECK(store.scan().empty());
}

}  // namespace xray::storage::testing
