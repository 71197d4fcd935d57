// SPDX-License-Identifier: Apache-2.0
// Traces that cost more than the digest of one trace may: they are told of, and nobody waits for them.
#include <catch2/catch.hpp>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

// The documents of one trace with `count` segments.
std::vector<IncomingDocument> large(std::uint32_t trace, std::uint64_t count) {
    std::vector<IncomingDocument> documents;
    for (std::uint64_t id = 1; id <= count; ++id) documents.push_back(segment(trace, id));
    return documents;
}

// Whether the trace has a summary that tells what its segments do.
bool is_summarised(StoreFixture& store, std::uint32_t trace) {
    store->settle();
    bool services = false;
    CHECK(store->visit_digest(trace_id(trace), [&](const TraceDigest& digest) {
        services = !digest.services.empty();
        CHECK(digest.partial == !services);
        CHECK(digest.start == kNoon);
    }));
    return services;
}

}  // namespace

TEST_CASE("costly traces: one beyond the budget stands in the summaries without content", "[storage]") {
    const TempFolder folder;
    StoreFixture store(StoreOptions{.path = folder.file("x.db"), .digest_steps = 100});
    store.put(large(1, 200));
    store.put(delivery(segment(2, 1)));
    CHECK(store.scan().size() == 2);
    CHECK_FALSE(is_summarised(store, 1));
    CHECK(is_summarised(store, 2));
    CHECK(store.counters.traces_not_digested == 1);
    CHECK(store.log_lines == 1);
    CHECK(store->totals().traces == 2);
    CHECK(store->load_trace(trace_id(1))->documents.size() == 200);
    CHECK(store.counters_balance());

    // Not tried again for nothing, not even after a restart; again when something new of it comes.
    store.put(delivery(segment(3, 1)));
    store.close();
    store.open();
    CHECK(store.scan().size() == 3);
    CHECK(store.counters.traces_not_digested == 1);
    store.put(delivery(segment(1, 1000)));
    CHECK_FALSE(is_summarised(store, 1));
    CHECK(store.counters.traces_not_digested == 2);
}

TEST_CASE("costly traces: retention takes one that has no summary", "[storage]") {
    StoreFixture store(StoreOptions{.retention = 3600 * kMicrosPerSecond, .digest_steps = 100});
    store.put(large(1, 200));
    CHECK_FALSE(is_summarised(store, 1));
    store.clock.advance(2 * 3600 * kMicrosPerSecond);
    CHECK(store->apply_retention() == 1);
    CHECK_FALSE(store->load_trace(trace_id(1)));
    CHECK(store->totals().segments == 0);
}

}  // namespace xray::storage::testing
