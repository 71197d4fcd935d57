// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>

#include "core/base/cancellation.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

using Numbers = std::vector<std::uint32_t>;

// One page as a reader with a token would take it; `scan` goes on behind it afterwards.
Numbers page(StoreFixture& store, TraceScan& scan, std::size_t size) {
    store->settle();
    Numbers numbers;
    store->scan(scan, [&](const TraceDigest& digest) {
        if (numbers.size() == size) return false;
        numbers.push_back(digest.id.bytes()[15]);
        scan.after_time = scan.time == TraceTime::kStart ? digest.start : digest.updated;
        scan.after_id = digest.id;
        return true;
    });
    return numbers;
}

}  // namespace

TEST_CASE("scan: newest start first, equal starts by id", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 1, {.start = kNoon}), segment(2, 1, {.start = kNoon + 10}),
                       segment(3, 1, {.start = kNoon}), segment(4, 1, {.start = kNoon - 10})));
    CHECK(store.scan() == Numbers{2, 3, 1, 4});
}

TEST_CASE("scan: the range is closed below and open above", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 10; ++i) store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i}})));
    CHECK(store.scan({.from = kNoon + 3, .to = kNoon + 6}) == Numbers{5, 4, 3});
    CHECK(store.scan({.from = kNoon + 6, .to = kNoon + 6}).empty());
    CHECK(store.scan({.from = kNoon + 8}) == Numbers{9, 8});
    CHECK(store.scan({.to = kNoon + 2}) == Numbers{1, 0});
}

TEST_CASE("scan: by update time", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 1; i <= 3; ++i) {
        store.put(delivery(segment(i, 1)));
        store.clock.advance(kMicrosPerSecond);
    }
    CHECK(store.scan({.time = TraceTime::kUpdated}) == Numbers{3, 2, 1});
    store.put(delivery(segment(1, 2)));
    CHECK(store.scan({.time = TraceTime::kUpdated}) == Numbers{1, 3, 2});
    CHECK(store.scan({.time = TraceTime::kUpdated, .from = kNoon + 3 * kMicrosPerSecond}) == Numbers{1});
}

TEST_CASE("scan: by update time without those of a range of starts", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 6; ++i) store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i}})));
    TraceScan scan{.time = TraceTime::kUpdated, .except_from = kNoon + 2, .except_to = kNoon + 4};
    CHECK(store.scan(scan) == Numbers{5, 4, 1, 0});
    scan.time = TraceTime::kStart;
    CHECK(store.scan(scan).size() == 6);
}

TEST_CASE("scan: by start without those of a range of updates", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 6; ++i) {
        store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i}})));
        store.clock.advance(kMicrosPerSecond);
    }
    CHECK(store.scan({.except_from = kNoon + 2 * kMicrosPerSecond,
                      .except_to = kNoon + 4 * kMicrosPerSecond}) == Numbers{5, 4, 1, 0});
}

TEST_CASE("scan: only traces that had not ended before a time", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 4; ++i) {
        // Each takes a second.
        store.put(delivery(segment(i, 1, {.complete = i != 1, .start = kNoon + i * kMicrosPerSecond})));
    }
    CHECK(store.scan({.ends_from = kNoon + 3 * kMicrosPerSecond}) == Numbers{3, 2, 1});
    CHECK(store.scan({.ends_from = kNoon + 3 * kMicrosPerSecond + 1}) == Numbers{3, 1});
}

TEST_CASE("scan: ends when the visitor has enough", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 10; ++i) store.put(delivery(segment(i, 1)));
    store->settle();
    int visited = 0;
    store->scan({}, [&](const TraceDigest&) { return ++visited < 3; });
    CHECK(visited == 3);
}

TEST_CASE("scan: pages meet every trace once, also those of one instant", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 100; ++i)
        store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i / 10}})));
    TraceScan scan;
    Numbers all;
    for (;;) {
        const Numbers some = page(store, scan, 7);
        if (some.empty()) break;
        all.insert(all.end(), some.begin(), some.end());
    }
    CHECK(all == store.scan());
    CHECK(all.size() == 100);
}

TEST_CASE("scan: a position above the range begins at its end", "[storage]") {
    StoreFixture store;
    for (std::uint32_t i = 0; i < 5; ++i) store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i}})));
    const TraceScan scan{.to = kNoon + 3, .after_time = kNoon + 4, .after_id = trace_id(4)};
    CHECK(store.scan(scan) == Numbers{2, 1, 0});
}

TEST_CASE("scan: pages stay whole while newer traces arrive", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    for (std::uint32_t i = 0; i < 60; ++i) store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i}})));
    TraceScan scan;
    Numbers all;
    for (std::uint32_t extra = 100;; ++extra) {
        const Numbers some = page(store, scan, 7);
        if (some.empty()) break;
        all.insert(all.end(), some.begin(), some.end());
        store.put(delivery(segment(extra, 1, {.start = kNoon + Micros{extra}})));
    }
    Numbers expected(60);
    std::generate(expected.begin(), expected.end(), [n = 60U]() mutable { return --n; });
    CHECK(all == expected);
}

TEST_CASE("scan: a scan of a file sees one instant, whatever is written meanwhile", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    for (std::uint32_t i = 0; i < 20; ++i) store.put(delivery(segment(i, 1, {.start = kNoon + Micros{i}})));
    store->settle();
    std::size_t visited = 0;
    store->scan({}, [&](const TraceDigest& digest) {
        CHECK(digest.revision == 1);
        if (visited++ == 0) {
            for (std::uint32_t i = 0; i < 20; ++i) store.put(delivery(segment(i, 2)));
            store->settle();
        }
        return true;
    });
    CHECK(visited == 20);
    CHECK(store.revision(5) == 2);
}

TEST_CASE("scan: ends soon after its thread's work is called off, and does no harm", "[storage]") {
    TempFolder folder;
    for (const std::string& path : {std::string(":memory:"), folder.file("traces.db")}) {
        StoreFixture store(path);
        std::vector<IncomingDocument> documents;
        for (std::uint32_t i = 0; i < 3000; ++i) documents.push_back(segment(i, 1));
        store.put(std::move(documents));
        store->settle();

        std::atomic<bool> called_off = false;
        std::size_t visited = 0;
        {
            const Cancellation cancellation(called_off);
            const auto visit = [&](const TraceDigest&) {
                called_off = ++visited >= 10;
                return true;
            };
            CHECK_THROWS_AS(store->scan({}, visit), Cancelled);
        }
        CHECK(visited < 1000);
        CHECK(store.scan().size() == 3000);
        store.put(delivery(segment(3000, 1)));
        CHECK(store.scan().size() == 3001);
    }
}

}  // namespace xray::storage::testing
