// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/sqlite/database.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

constexpr Micros kHour = 3600 * kMicrosPerSecond;

}  // namespace

TEST_CASE("retention: deletes traces by the age of their last receipt", "[storage]") {
    const TempFolder folder;
    const std::string path = GENERATE(true, false) ? folder.file("x.db") : ":memory:";
    StoreFixture store(StoreOptions{.path = path, .retention = kHour});
    store.put(delivery(segment(1, 1), segment(2, 1), segment(2, 2)));
    store.clock.advance(kHour);
    store.put(delivery(segment(1, 2)));
    CHECK(store->apply_retention() == 0);
    store.clock.advance(1);
    CHECK(store->apply_retention() == 1);
    CHECK(store.scan() == std::vector<std::uint32_t>{1});
    CHECK_FALSE(store->load_trace(trace_id(2)));
    CHECK(store->load_trace(trace_id(1))->documents.size() == 2);
    CHECK(store->totals().segments == 2);
    CHECK(store->totals().traces == 1);
}

TEST_CASE("retention: any number of old traces goes, slice by slice", "[storage]") {
    StoreFixture store(StoreOptions{.retention = kHour});
    for (std::uint32_t i = 0; i < 1000; ++i) CHECK(store->submit(delivery(segment(i, 1))) == 1);
    store->settle();
    store.clock.advance(2 * kHour);
    store.put(delivery(segment(5000, 1)));
    CHECK(store->apply_retention() == 1000);
    CHECK(store.scan() == std::vector<std::uint32_t>{5000});
}

TEST_CASE("retention: a trace whose new documents are still held back stays", "[storage]") {
    StoreFixture store(StoreOptions{.indexing_delay = kHour, .retention = 3 * kHour});
    store.put(delivery(segment(1, 1)));
    store.clock.advance(kHour);
    CHECK(store.scan().size() == 1);
    store.clock.advance(3 * kHour);
    store.put(delivery(segment(1, 2)));
    CHECK(store->apply_retention() == 0);
    CHECK(store->load_trace(trace_id(1))->documents.size() == 1);
    store.clock.advance(kHour);
    CHECK(store.revision(1) == 2);
}

TEST_CASE("retention: deleted segments may come again", "[storage]") {
    StoreFixture store(StoreOptions{.retention = kHour});
    store.put(delivery(segment(1, 1)));
    store.clock.advance(2 * kHour);
    CHECK(store->apply_retention() == 1);
    store.put(delivery(segment(1, 1)));
    CHECK(store.counters.documents_duplicate == 0);
    CHECK(store.revision(1) == 1);
}

TEST_CASE("retention: leaves nothing behind", "[storage]") {
    const TempFolder folder;
    StoreFixture store(StoreOptions{.path = folder.file("x.db"), .retention = kHour});
    store.put(delivery(segment(1, 1), segment(2, 1)));
    store->settle();
    SECTION("of old traces") {
        store.clock.advance(2 * kHour);
        CHECK(store->apply_retention() == 2);
    }
    SECTION("of forgotten ones") {
        REQUIRE(store->reset());
    }
    store.close();
    sqlite::Database database(folder.file("x.db"), sqlite::Database::Mode::kReadWrite);
    CHECK(database.query_integer("SELECT (SELECT COUNT(*) FROM document) + (SELECT COUNT(*) FROM trace) + "
                                 "(SELECT COUNT(*) FROM trace_term)") == 0);
}

}  // namespace xray::storage::testing
