// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

constexpr std::uint32_t kThreads = 4;
constexpr std::uint32_t kDeliveries = 60;

}  // namespace

TEST_CASE("concurrency: each caller reads what it wrote, whatever the others do", "[storage]") {
    const TempFolder folder;
    StoreFixture store(GENERATE(true, false) ? folder.file("x.db") : ":memory:");
    std::atomic<int> unseen{0};
    std::vector<std::thread> threads;
    for (std::uint32_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (std::uint32_t i = 0; i < kDeliveries; ++i) {
                const std::uint32_t number = t * kDeliveries + i;
                const bool waits = i % 2 == 0;
                store.counters.documents_received += 2;
                if (waits) {
                    unseen += !store->submit_and_wait(delivery(segment(number, 1), segment(number, 2)));
                    unseen += !store->load_trace(trace_id(number));
                } else {
                    unseen += store->submit(delivery(segment(number, 1), segment(number, 2))) != 2;
                }
                store->settle();
                unseen += !store->visit_digest(trace_id(number), [&](const TraceDigest& digest) {
                    unseen += digest.segment_count != 2;
                });
                std::uint32_t seen = 0;
                store->scan({}, [&](const TraceDigest&) { return ++seen < 50; });
                unseen += seen == 0;
            }
        });
    }
    threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) {
            static_cast<void>(store->totals());
            static_cast<void>(store->apply_retention());
        }
    });
    for (std::thread& thread : threads) thread.join();
    CHECK(unseen == 0);
    CHECK(store->totals().traces == kThreads * kDeliveries);
    CHECK(store.counters_balance());
}

TEST_CASE("concurrency: a full queue drops and counts, and the books balance", "[storage]") {
    StoreFixture store(StoreOptions{.queue_bytes = 20'000});
    store.put(delivery(segment(1, 1)));
    store->settle();
    std::size_t taken = 0;
    constexpr std::size_t kSent = 200;
    // In memory the writer cannot commit while a reader visits, so that the queue must fill.
    store->visit_digest(trace_id(1), [&](const TraceDigest&) {
        for (std::uint32_t i = 0; i < kSent; ++i) {
            ++store.counters.documents_received;
            taken += store->submit(delivery(segment(100 + i, 1, {.padding = 1000})));
        }
    });
    store->settle();
    CHECK(taken < kSent);
    CHECK(taken > 0);
    CHECK(store.counters.documents_dropped == kSent - taken);
    CHECK(store.counters.documents_stored == taken + 1);
    CHECK(store.counters_balance());
    CHECK(store->totals().segments == taken + 1);
    store.close();
    CHECK(store.log_lines > 0);
}

TEST_CASE("concurrency: a visit of many digests in memory makes way for a caller", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 1)));
    store->settle();
    const std::vector<TraceId> ids(5'000, trace_id(1));
    std::size_t visited = 0;
    std::future<Result<void>> stored;
    bool is_done = false;
    store->visit_digests(ids, [&](const TraceDigest&) {
        ++visited;
        if (!stored.valid()) {
            stored = std::async(std::launch::async,
                                [&] { return store->submit_and_wait(delivery(segment(2, 1))); });
        }
        // Time for the caller, as long as it has not had its turn.
        if (!is_done) is_done = stored.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
    });
    CHECK(is_done);
    CHECK(visited == ids.size());
    CHECK(stored.get());
}

TEST_CASE("concurrency: callers that wait are not refused by a small queue", "[storage]") {
    StoreFixture store(StoreOptions{.queue_bytes = 5'000});
    std::atomic<int> failed{0};
    std::vector<std::thread> threads;
    for (std::uint32_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (std::uint32_t i = 0; i < kDeliveries; ++i) {
                failed +=
                    !store->submit_and_wait(delivery(segment(t * kDeliveries + i, 1, {.padding = 2000})));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failed == 0);
    CHECK(store->totals().segments == kThreads * kDeliveries);
}

}  // namespace xray::storage::testing
