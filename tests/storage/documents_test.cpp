// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

std::string both(bool file, const TempFolder& folder) {
    return file ? folder.file("x.db") : ":memory:";
}

}  // namespace

TEST_CASE("documents: what was put is found at once, text and all", "[storage]") {
    const TempFolder folder;
    StoreFixture store(both(GENERATE(false, true), folder));
    const IncomingDocument first = segment(1, 10);
    const IncomingDocument second = segment(1, 11, {.name = "billing"});
    store.put(delivery(first, second));

    const auto trace = store->load_trace(trace_id(1));
    REQUIRE(trace);
    REQUIRE(trace->documents.size() == 2);
    CHECK(trace->documents[0].text == first.text);
    CHECK(trace->documents[1].text == second.text);
    CHECK(trace->documents[0].received == kNoon);
    CHECK(trace->receipt.revision == 1);
    CHECK(trace->receipt.updated == kNoon);
    CHECK(trace->receipt.document_bytes == first.text.size() + second.text.size());

    store->settle();
    bool visited = false;
    CHECK(store->visit_digest(trace_id(1), [&](const TraceDigest& digest) {
        visited = true;
        CHECK(digest.id == trace_id(1));
        CHECK(digest.start == kNoon);
        CHECK(digest.duration == kMicrosPerSecond);
        CHECK(digest.segment_count == 2);
        CHECK(digest.services.size() >= 2);
    }));
    CHECK(visited);
    CHECK(store->totals().segments == 2);
    CHECK(store->totals().traces == 1);
}

TEST_CASE("documents: an unknown trace is not found", "[storage]") {
    StoreFixture store;
    CHECK_FALSE(store->load_trace(trace_id(1)));
    CHECK_FALSE(store->visit_digest(trace_id(1), [](const TraceDigest&) {}));
    CHECK(store.scan().empty());
}

TEST_CASE("documents: submitted ones are there after settle", "[storage]") {
    const TempFolder folder;
    StoreFixture store(both(GENERATE(false, true), folder));
    for (std::uint32_t i = 0; i < 50; ++i) {
        CHECK(store->submit(delivery(segment(i, 1))) == 1);
        store->settle();
        REQUIRE(store->load_trace(trace_id(i)));
        REQUIRE(store->visit_digest(trace_id(i), [](const TraceDigest&) {}));
    }
}

TEST_CASE("documents: an empty delivery is fine", "[storage]") {
    StoreFixture store;
    CHECK(store->submit({}) == 0);
    CHECK(store->submit_and_wait({}));
}

TEST_CASE("documents: a completed segment wins over every later copy of it", "[storage]") {
    StoreFixture store;
    const IncomingDocument first = segment(1, 10);
    store.put(delivery(first));
    store.put(delivery(first));
    store.put(delivery(segment(1, 10, {.name = "other"})));
    store.put(delivery(segment(1, 10, {.complete = false})));

    const auto trace = store->load_trace(trace_id(1));
    REQUIRE(trace->documents.size() == 1);
    CHECK(trace->documents[0].text == first.text);
    CHECK(store.counters.documents_stored == 1);
    CHECK(store.counters.documents_duplicate == 3);
    CHECK(store.counters_balance());
    CHECK(store.revision(1) == 1);
}

TEST_CASE("documents: the same segment id in another trace is another segment", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 10), segment(2, 10)));
    CHECK(store.counters.documents_stored == 2);
    CHECK(store->totals().segments == 2);
}

TEST_CASE("documents: ids keep all their 64 bits", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 0xffffffffffffffff), segment(1, 0x8000000000000000), segment(1, 1)));
    CHECK(store->load_trace(trace_id(1))->documents.size() == 3);
}

TEST_CASE("documents: a trace of more bytes than are wanted comes without documents", "[storage]") {
    StoreFixture store;
    const IncomingDocument first = segment(1, 10);
    const IncomingDocument second = segment(1, 11);
    store.put(delivery(first, second));
    const std::uint64_t bytes = first.text.size() + second.text.size();

    CHECK(store->load_trace(trace_id(1), bytes)->documents.size() == 2);
    const auto large = store->load_trace(trace_id(1), bytes - 1);
    REQUIRE(large);
    CHECK(large->documents.empty());
    CHECK(large->receipt.document_bytes > bytes - 1);
    CHECK_FALSE(store->load_trace(trace_id(2), 0));
}

TEST_CASE("documents: a later in-progress copy replaces the earlier one", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 10, {.complete = false})));
    store.put(delivery(segment(1, 10, {.complete = false, .name = "later"})));

    const auto trace = store->load_trace(trace_id(1));
    REQUIRE(trace->documents.size() == 1);
    CHECK_FALSE(trace->documents[0].complete);
    CHECK(trace->documents[0].text.find("later") != std::string::npos);
    CHECK(store.counters.documents_stored == 2);
    CHECK(store->totals().segments == 1);
    CHECK(store.revision(1) == 2);
}

TEST_CASE("documents: an in-progress copy that says nothing new is a repeat", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 10, {.complete = false})));
    store.put(delivery(segment(1, 10, {.complete = false})));
    CHECK(store.counters.documents_duplicate == 1);
    CHECK(store.revision(1) == 1);
}

TEST_CASE("documents: every delivery that changed the trace counts in its revision", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 10, {.complete = false}), segment(1, 11)));
    CHECK(store.revision(1) == 1);
    store.put(delivery(segment(1, 10)));
    CHECK(store.revision(1) == 2);
    CHECK(store->load_trace(trace_id(1))->documents.size() == 3);
    store.put(delivery(segment(2, 1)));
    CHECK(store.revision(1) == 2);
    store.put(delivery(segment(1, 10)));
    CHECK(store.revision(1) == 2);
    store.put(delivery(segment(1, 12)));
    CHECK(store.revision(1) == 3);
    CHECK(store->load_trace(trace_id(1))->receipt.revision == 3);
}

TEST_CASE("documents: the time of the last accepted delivery is the trace's update", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 10)));
    store.clock.advance(5 * kMicrosPerSecond);
    store.put(delivery(segment(1, 11)));
    store.clock.advance(5 * kMicrosPerSecond);
    store.put(delivery(segment(1, 11)));
    CHECK(store->load_trace(trace_id(1))->receipt.updated == kNoon + 5 * kMicrosPerSecond);
}

TEST_CASE("documents: texts that are large or hold every character come back as they were", "[storage]") {
    const TempFolder folder;
    StoreFixture store(both(GENERATE(false, true), folder));
    IncomingDocument document = segment(1, 10, {.padding = 3'000'000});
    document.text.insert(document.text.size() - 1, R"(,"user":"äß€😀\u0000'\"")");
    const std::string text = document.text;
    store.put(delivery(std::move(document)));
    CHECK(store->load_trace(trace_id(1))->documents.at(0).text == text);
}

TEST_CASE("documents: reset forgets what came before and keeps what comes after", "[storage]") {
    const TempFolder folder;
    StoreFixture store(both(GENERATE(false, true), folder));
    store.put(delivery(segment(1, 10)));
    CHECK(store->submit(delivery(segment(2, 10))) == 1);
    REQUIRE(store->reset());
    CHECK(store.scan().empty());
    CHECK_FALSE(store->load_trace(trace_id(1)));
    CHECK(store->totals().segments == 0);
    CHECK(store->totals().traces == 0);

    store.put(delivery(segment(1, 10)));
    CHECK(store.counters.documents_stored == 3);
    CHECK(store.scan() == std::vector<std::uint32_t>{1});
    CHECK(store.revision(1) == 1);
}

}  // namespace xray::storage::testing
