// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/write_queue.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

using Kind = WriteQueue::Turn::Kind;
using SteadyClock = std::chrono::steady_clock;

const WriteQueue::SteadyTime kNever = SteadyClock::now() + std::chrono::hours{1};

}  // namespace

TEST_CASE("queue: deliveries that wait are written together, in order", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(queue.try_push(delivery(segment(i, 1))) == 1);
        clock.advance(1);
    }
    const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
    REQUIRE(turn.kind == Kind::kWrite);
    REQUIRE(turn.entries.size() == 3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(turn.entries[i].documents.at(0).trace_id == trace_id(i));
        CHECK(turn.entries[i].received == kNoon + Micros{i});
    }
}

TEST_CASE("queue: one transaction releases every caller that waited for it", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    std::vector<std::future<bool>> callers;
    for (std::uint32_t i = 0; i < 4; ++i) {
        callers.push_back(std::async(std::launch::async, [&queue, i] {
            return queue.push_and_wait(delivery(segment(i, 1))).has_value();
        }));
    }
    std::size_t written = 0;
    while (written < callers.size()) {
        const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
        REQUIRE(turn.kind == Kind::kWrite);
        written += turn.entries.size();
        queue.finish(turn.entries, std::nullopt, 0);
    }
    for (auto& caller : callers) CHECK(caller.get());
}

TEST_CASE("queue: a failed transaction is the error of all its callers", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    auto caller =
        std::async(std::launch::async, [&] { return queue.push_and_wait(delivery(segment(1, 1))); });
    const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
    queue.finish(turn.entries, Error{ErrorCode::kInternal, "disk full", {}}, 0);
    const Result<void> result = caller.get();
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "disk full");
}

TEST_CASE("queue: what does not fit is refused and reported to the writer", "[storage]") {
    ManualClock clock;
    const IncomingDocument document = segment(1, 1, {.padding = 1000});
    const std::size_t size = sizeof(IncomingDocument) + document.text.size();
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 3 * size}, clock, status);
    CHECK(queue.try_push(delivery(document, document)) == 2);
    CHECK(queue.try_push(delivery(document, document)) == 1);
    CHECK(queue.try_push(delivery(document)) == 0);
    const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
    CHECK(turn.entries.size() == 2);
    CHECK(turn.dropped == 2);
    CHECK(queue.try_push(delivery(document)) == 1);
}

TEST_CASE("queue: a caller that can wait gets room, however large its delivery is", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1000}, clock, status);
    CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
    auto caller = std::async(std::launch::async, [&] {
        return queue.push_and_wait(delivery(segment(2, 1, {.padding = 5000}))).has_value();
    });
    std::size_t written = 0;
    while (written < 2) {
        const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
        written += turn.entries.size();
        queue.finish(turn.entries, std::nullopt, 0);
    }
    CHECK(caller.get());
}

TEST_CASE("queue: a job keeps its place among deliveries", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
    auto job = std::async(std::launch::async, [&] { return queue.run_and_wait(WriteQueue::Job::kReset); });
    std::vector<WriteQueue::Job> order;
    while (order.size() < 2) {
        const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
        REQUIRE(turn.entries.size() == 1);
        order.push_back(turn.entries[0].job);
        queue.finish(turn.entries, std::nullopt, 7);
    }
    CHECK(order == std::vector{WriteQueue::Job::kDocuments, WriteQueue::Job::kReset});
    CHECK(job.get().value() == 7);
}

TEST_CASE("queue: settle waits for the commit and for the digests", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    queue.settle();  // nothing to wait for
    CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
    std::atomic<bool> settled{false};
    auto reader = std::async(std::launch::async, [&] {
        queue.settle();
        settled = true;
    });
    const WriteQueue::Turn write = queue.next_turn(kNever, kNever);
    REQUIRE(write.kind == Kind::kWrite);
    StoreState state;
    state.last_document = 1;
    status.publish(state);
    queue.finish(write.entries, std::nullopt, 0);
    const WriteQueue::Turn digest = queue.next_turn(kNever, kNever);
    REQUIRE(digest.kind == Kind::kDigest);
    CHECK(digest.hurry);
    CHECK_FALSE(settled);
    state.digested_to = 1;
    status.publish(state);
    queue.finish_digest(true);
    reader.get();
}

TEST_CASE("queue: settle returns when digests fail, and the queue knows why", "[storage]") {
    ManualClock clock;
    StoreState state;
    state.last_document = 1;
    StoreStatus status(state);
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    auto reader = std::async(std::launch::async, [&] { queue.settle(); });
    REQUIRE(queue.next_turn(kNever, kNever).kind == Kind::kDigest);
    queue.fail_digest("disk full");
    reader.get();
    CHECK_THAT(queue.trouble(), Catch::Contains("disk full"));
}

TEST_CASE("queue: readers that wait and callers that write take turns", "[storage]") {
    ManualClock clock;
    StoreState state;
    state.last_document = 1;
    StoreStatus status(state);
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    auto reader = std::async(std::launch::async, [&] { queue.settle(); });
    REQUIRE(queue.next_turn(kNever, kNever).kind == Kind::kDigest);
    queue.finish_digest(false);
    std::vector<Kind> kinds;
    for (int i = 0; i < 4; ++i) {
        CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
        WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
        kinds.push_back(turn.kind);
        if (turn.kind == Kind::kWrite) queue.finish(turn.entries, std::nullopt, 0);
        if (turn.kind == Kind::kDigest) queue.finish_digest(false);
    }
    CHECK(kinds == std::vector{Kind::kWrite, Kind::kDigest, Kind::kWrite, Kind::kDigest});
    state.digested_to = 1;
    status.publish(state);
    queue.finish_digest(true);
    reader.get();
}

TEST_CASE("queue: stopping empties the queue first", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
    queue.stop(std::chrono::milliseconds{0});
    CHECK(queue.next_turn(kNever, kNever).kind == Kind::kWrite);
    CHECK(queue.next_turn(kNever, kNever).kind == Kind::kStop);
}

TEST_CASE("queue: maintenance comes when it is time", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 1U << 20U}, clock, status);
    CHECK(queue.next_turn(kNever, SteadyClock::now()).kind == Kind::kMaintain);
}

}  // namespace xray::storage::testing
