// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <thread>

#include "storage/schema/migrations.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/document_table.hpp"
#include "storage/traces/trace_table.hpp"
#include "storage/writer/digester.hpp"
#include "storage/writer/write_queue.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

using Kind = WriteQueue::Turn::Kind;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

const WriteQueue::SteadyTime kNever = SteadyClock::now() + std::chrono::hours{1};

const WriteQueue::SteadyTime kDue{};

// The next turn to write, after turns of digests that change nothing.
WriteQueue::Turn next_write(WriteQueue& queue) {
    for (;;) {
        WriteQueue::Turn turn = queue.next_turn(kDue, kNever);
        if (turn.kind != Kind::kDigest) return turn;
        queue.finish_digest(false);
    }
}

StoreState with_backlog(std::int64_t documents) {
    StoreState state;
    state.last_document = documents;
    return state;
}

std::size_t documents_in(const WriteQueue::Turn& turn) {
    std::size_t count = 0;
    for (const WriteQueue::Entry& entry : turn.entries) count += entry.documents.size();
    return count;
}

// The tables of a store without its thread: digests come when a test says so.
struct Tables {
    Tables() : database(":memory:", sqlite::Database::Mode::kReadWrite) {
        if (const auto migrated = migrate(database); !migrated) FAIL(migrated.error().message);
        documents.emplace(database);
        digester.emplace(
            database, "000000000000", counters, [](std::string_view) {}, nullptr,
            [this] { return now += step; });
    }

    void add(std::uint32_t trace, std::uint64_t id) {
        ++state.last_document;
        CHECK(documents->add(segment(trace, id), state.last_document, state.last_document, kNoon) ==
              DocumentWriter::Outcome::kStored);
    }

    std::vector<TraceId> run(std::size_t traces, std::span<const WriteQueue::Acknowledged> first = {}) {
        const DigestBudget budget{.until = kNever, .traces = traces, .interrupted = [] { return false; }};
        static_cast<void>(digester->run(state, HeldBack{}, budget, first));
        return digester->changed();
    }

    std::vector<TraceId> run_newest_first(std::size_t traces) {
        const DigestBudget budget{.until = kNever,
                                  .traces = traces,
                                  .interrupted = [] { return false; },
                                  .hurry = true,
                                  .newest_first = true};
        static_cast<void>(digester->run(state, HeldBack{}, budget));
        return digester->changed();
    }

    sqlite::Database database;
    Counters counters;
    StoreState state;
    SteadyClock::time_point now;  // moves on by a step at each look
    SteadyClock::duration step{1};
    std::optional<DocumentWriter> documents;
    std::optional<Digester> digester;
};

}  // namespace

TEST_CASE("queue: a reader's timeout ends while others' documents are not digested", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(1000));
    WriteQueue queue({}, clock, status);
    CHECK_FALSE(queue.settle(milliseconds{1}));
    CHECK_FALSE(queue.settle_within(milliseconds{1}));
    CHECK(queue.next_turn(kNever, kNever).kind == Kind::kDigest);
    queue.finish_digest(false);
}

TEST_CASE("queue: a reader waits for what was acknowledged, and for no more than that", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(1000));
    WriteQueue queue({}, clock, status);
    queue.acknowledge({{trace_id(7), 1000}});
    CHECK_FALSE(queue.settle_within(milliseconds{1}));  // a probe does not wait even for that

    auto reader = std::async(std::launch::async, [&] { return queue.settle(milliseconds{0}); });
    WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
    REQUIRE(turn.kind == Kind::kDigest);
    REQUIRE(turn.acknowledged.size() == 1);
    CHECK(turn.acknowledged[0].trace_id == trace_id(7));
    queue.finish_digest(false);
    CHECK(reader.wait_for(milliseconds{20}) == std::future_status::timeout);

    turn = queue.next_turn(kNever, kNever);
    REQUIRE(turn.acknowledged.size() == 1);
    queue.finish_digest(false, 1);
    CHECK_FALSE(reader.get());
    CHECK(queue.next_turn(kNever, kNever).acknowledged.empty());
}

TEST_CASE("queue: a reader waits for what the database held when it was opened", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(1000));
    WriteQueue queue({}, clock, status);
    queue.promise(990);
    auto reader = std::async(std::launch::async, [&] { return queue.settle(milliseconds{0}); });
    StoreState state = with_backlog(1000);
    for (const std::int64_t digested : {500, 989}) {
        REQUIRE(queue.next_turn(kNever, kNever).kind == Kind::kDigest);
        state.digested_to = digested;
        status.publish(state);
        queue.finish_digest(false);
        CHECK(reader.wait_for(milliseconds{20}) == std::future_status::timeout);
    }
    state.digested_to = 990;
    status.publish(state);
    queue.finish_digest(false);
    CHECK_FALSE(reader.get());
}

TEST_CASE("queue: acknowledged traces come out of their turn only when somebody waits for them",
          "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(1000));
    WriteQueue queue({}, clock, status);
    queue.acknowledge({{trace_id(7), 999}, {trace_id(8), 1000}});
    CHECK(queue.next_turn(kDue, kNever).acknowledged.empty());
    queue.finish_digest(false);

    // Nothing else is left to be digested, but the promise is not kept yet.
    auto reader = std::async(std::launch::async, [&] { return queue.settle(milliseconds{0}); });
    WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
    REQUIRE(turn.acknowledged.size() == 2);
    queue.finish_digest(true, 1);
    CHECK(reader.wait_for(milliseconds{20}) == std::future_status::timeout);
    turn = queue.next_turn(kNever, kNever);
    REQUIRE(turn.acknowledged.size() == 1);
    queue.finish_digest(true, 1);
    CHECK(reader.get());
}

TEST_CASE("queue: a reset does not stand behind datagrams that cannot be written", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({}, clock, status);
    CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
    WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
    CHECK(queue.put_back(std::move(turn.entries), {}, SteadyClock::now(), "the disk is full").empty());

    auto reset = std::async(std::launch::async, [&] { return queue.run_and_wait(WriteQueue::Job::kReset); });
    std::size_t given_up = 0;
    for (bool done = false; !done;) {
        turn = queue.next_turn(kNever, kNever);
        REQUIRE(turn.entries.size() == 1);
        done = turn.entries[0].job == WriteQueue::Job::kReset;
        if (!done) {
            turn.entries =
                queue.put_back(std::move(turn.entries), {}, SteadyClock::now(), "the disk is full");
            given_up += documents_in(turn);
        }
        queue.finish(turn.entries, std::nullopt, 0);
    }
    CHECK(given_up == 1);
    CHECK(reset.get().has_value());
}

TEST_CASE("queue: a reset answers those who wait for what was acknowledged", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(5));
    WriteQueue queue({}, clock, status);
    queue.acknowledge({{trace_id(7), 5}});
    auto reader = std::async(std::launch::async, [&] { return queue.settle(std::chrono::hours{1}); });
    REQUIRE(queue.next_turn(kNever, kNever).kind == Kind::kDigest);
    StoreState empty = with_backlog(5);
    empty.digested_to = 5;
    status.publish(empty);
    queue.finish({}, std::nullopt, 0);
    CHECK(reader.get());
}

TEST_CASE("queue: too many undigested documents keep datagrams out until they are fewer", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(78));
    WriteQueue queue({.undigested = 80}, clock, status);
    const auto three = [] { return delivery(segment(1, 1), segment(1, 2), segment(1, 3)); };
    CHECK(queue.try_push(three()) == 2);
    CHECK(queue.try_push(three()) == 0);  // what is queued counts, too
    CHECK(queue.dropped().undigested == 4);

    StoreState state = with_backlog(78);
    state.digested_to = 70;
    status.publish(state);
    queue.finish_digest(false);
    CHECK(queue.try_push(three()) == 3);
    CHECK(queue.dropped().undigested == 4);
    CHECK(queue.dropped().bytes == 0);
}

TEST_CASE("queue: callers have room that datagrams cannot take, then wait for digests", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(80));
    WriteQueue queue({.undigested = 80}, clock, status);
    CHECK(queue.try_push(delivery(segment(1, 1))) == 0);
    auto caller = std::async(std::launch::async,
                             [&] { return queue.push_and_wait(delivery(segment(1, 1))).has_value(); });
    const WriteQueue::Turn turn = next_write(queue);
    REQUIRE(turn.kind == Kind::kWrite);
    status.publish(with_backlog(90));
    queue.finish(turn.entries, std::nullopt, 0);
    CHECK(caller.get());

    auto late = std::async(std::launch::async,
                           [&] { return queue.push_and_wait(delivery(segment(1, 2))).has_value(); });
    CHECK(queue.next_turn(kDue, kNever).kind == Kind::kDigest);
    CHECK(late.wait_for(milliseconds{20}) == std::future_status::timeout);
    StoreState state = with_backlog(90);
    state.digested_to = 1;
    status.publish(state);
    queue.finish_digest(false);
    const WriteQueue::Turn next = next_write(queue);
    REQUIRE(next.kind == Kind::kWrite);
    queue.finish(next.entries, std::nullopt, 0);
    CHECK(late.get());
}

TEST_CASE("queue: digests that fail keep nobody out", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(80));
    WriteQueue queue({.undigested = 80}, clock, status);
    REQUIRE(queue.next_turn(kDue, kNever).kind == Kind::kDigest);
    queue.fail_digest("disk full");
    CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
}

TEST_CASE("queue: undigested documents that near their limit get the writer in turn", "[storage]") {
    ManualClock clock;
    StoreStatus status(with_backlog(900));
    WriteQueue queue({.undigested = 1000}, clock, status);
    std::vector<Kind> kinds;
    for (int i = 0; i < 4; ++i) {
        CHECK(queue.try_push(delivery(segment(1, 1))) == 1);
        WriteQueue::Turn turn = queue.next_turn(kDue, kNever);
        kinds.push_back(turn.kind);
        if (turn.kind == Kind::kWrite) queue.finish(turn.entries, std::nullopt, 0);
        if (turn.kind == Kind::kDigest) {
            CHECK(turn.pressure == Approx(0.5));
            queue.finish_digest(false);
        }
    }
    CHECK(std::count(kinds.begin(), kinds.end(), Kind::kDigest) >= 2);
}

TEST_CASE("queue: a caller gets in although datagrams take every byte that becomes free", "[storage]") {
    ManualClock clock;
    StoreStatus status(StoreState{});
    WriteQueue queue({.bytes = 4000}, clock, status);
    const auto fill = [&] {
        while (queue.try_push(delivery(segment(1, 1))) == 1) {
        }
    };
    fill();
    auto caller = std::async(std::launch::async, [&] {
        return queue.push_and_wait(delivery(segment(2, 1, {.padding = 2000}))).has_value();
    });
    bool written = false;
    for (int turns = 0; !written && turns < 100'000; ++turns) {
        const WriteQueue::Turn turn = queue.next_turn(kNever, kNever);
        REQUIRE(documents_in(turn) > 0);
        fill();
        for (const WriteQueue::Entry& entry : turn.entries) written = written || entry.ticket != nullptr;
        queue.finish(turn.entries, std::nullopt, 0);
    }
    CHECK(written);
    CHECK(caller.get());
}

TEST_CASE("digester: acknowledged traces come before all others, and are not worked out again", "[storage]") {
    Tables tables;
    for (std::uint32_t i = 1; i <= 6; ++i) tables.add(i, i);
    const std::vector<WriteQueue::Acknowledged> first{{trace_id(5), 5}, {trace_id(3), 3}};
    CHECK(tables.run(1, first) == std::vector{trace_id(5)});
    CHECK(tables.digester->done_of_first() == 1);
    CHECK(tables.state.digested_to == 0);
    CHECK(tables.run(2, std::span(first).subspan(1)) == std::vector{trace_id(3), trace_id(1)});
    CHECK(tables.digester->done_of_first() == 1);
    CHECK(tables.state.digested_to == 1);
    CHECK(tables.state.traces == 3);
    CHECK(tables.run(100) == std::vector{trace_id(2), trace_id(4), trace_id(6)});
    CHECK(tables.state.digested_to == 6);
    CHECK(tables.state.traces == 6);
}

TEST_CASE("digester: an acknowledged repeat costs no digest", "[storage]") {
    Tables tables;
    tables.add(1, 1);
    CHECK(tables.run(100).size() == 1);
    const std::vector<WriteQueue::Acknowledged> repeat{{trace_id(1), 2}};
    CHECK(tables.run(100, repeat).empty());
    CHECK(tables.digester->done_of_first() == 1);
}

TEST_CASE("digester: a large trace that grows is worked out again when it has paid for itself", "[storage]") {
    Tables tables;
    constexpr std::uint64_t kDocuments = 2500;
    for (std::uint64_t id = 1; id <= kDocuments; ++id) tables.add(1, id);
    tables.run(100);
    CHECK(tables.digester->rows_read() == kDocuments);
    tables.step = {};
    tables.now = {};
    const SteadyClock::time_point digested = tables.now;
    const auto until = [&] { return *tables.digester->deferred_until(); };

    std::uint64_t id = kDocuments;
    for (int change = 0; change < 200; ++change) {
        tables.add(1, ++id);
        tables.add(2, id);
        CHECK(tables.run(100) == std::vector{trace_id(2)});  // others go on
    }
    CHECK(tables.digester->rows_read() - kDocuments < 200 * 201 / 2 + 1);
    CHECK(until() > digested);
    // After a restart the documents of the trace are found again.
    CHECK(tables.state.digested_to == static_cast<std::int64_t>(kDocuments));
    CHECK_FALSE(tables.state.has_unreached());

    tables.now = until();
    CHECK(tables.run(100) == std::vector{trace_id(1)});
    CHECK(tables.state.digested_to == tables.state.last_document);
    CHECK_FALSE(tables.digester->deferred_until());
}

TEST_CASE("digester: an acknowledged large trace is not put off", "[storage]") {
    Tables tables;
    for (std::uint64_t id = 1; id <= 2500; ++id) tables.add(1, id);
    tables.run(100);
    tables.step = {};
    tables.now = {};
    tables.add(1, 5000);
    CHECK(tables.run(100).empty());
    const std::vector<WriteQueue::Acknowledged> first{{trace_id(1), tables.state.last_document}};
    CHECK(tables.run(100, first) == std::vector{trace_id(1)});
    CHECK(tables.state.digested_to == tables.state.last_document);
}

TEST_CASE("digester: what is put off is found again after a failed transaction and after a restart",
          "[storage]") {
    Tables tables;
    for (std::uint64_t id = 1; id <= 2500; ++id) tables.add(1, id);
    tables.run(100);
    tables.step = {};
    tables.now = {};
    tables.add(1, 5000);
    CHECK(tables.run(100).empty());
    tables.digester->forget_deferred();
    tables.state.reached = tables.state.digested_to;
    CHECK(tables.run(100) == std::vector{trace_id(1)});
}

TEST_CASE("digester: traces that are worked out side by side come out whole and in order", "[storage]") {
    Tables tables;
    constexpr std::uint32_t kTraces = 300;
    constexpr std::uint32_t kLong = 100;  // a trace that the writer works out by itself
    std::uint64_t id = 0;
    for (int round = 0; round < 3; ++round) {
        for (std::uint32_t trace = 1; trace <= kTraces; ++trace) tables.add(trace, ++id);
    }
    for (int more = 0; more < 400; ++more) tables.add(kLong, ++id);

    const std::vector<TraceId> changed = tables.run(kTraces + 1);
    REQUIRE(changed.size() == kTraces);
    std::map<TraceId, int> times;
    for (const TraceId& trace : changed) ++times[trace];
    CHECK(times.size() == kTraces);
    CHECK(tables.digester->rows_read() == id);
    CHECK(tables.state.traces == kTraces);
    CHECK(tables.state.digested_to == tables.state.last_document);

    DamageReport damage([] {});
    DigestReader reader(tables.database, damage);
    for (std::uint32_t trace = 1; trace <= kTraces; ++trace) {
        std::size_t services = 0;
        std::size_t visits = 0;
        REQUIRE(reader.visit(trace_id(trace), [&](const TraceDigest& digest) {
            CHECK(digest.id == trace_id(trace));
            services = digest.services.size();
            visits = digest.visits.size();
        }));
        CHECK(services > 0);
        CHECK(visits == (trace == kLong ? 403 : 3));
    }
}

TEST_CASE("digester: a trace that grows in the same transaction is worked out with all of it", "[storage]") {
    Tables tables;
    for (std::uint32_t trace = 1; trace <= 20; ++trace) tables.add(trace, trace);
    const std::vector<WriteQueue::Acknowledged> first{{trace_id(7), 7}, {trace_id(7), 7}, {trace_id(8), 8}};
    CHECK(tables.run(100, first).size() == 20);
    CHECK(tables.digester->done_of_first() == 3);
    CHECK(tables.digester->rows_read() == 20);
    tables.add(7, 100);
    CHECK(tables.run(100) == std::vector{trace_id(7)});
    CHECK(tables.state.traces == 20);
}

TEST_CASE("digester: where much lacks a digest and somebody waits, the newest traces come first",
          "[storage]") {
    Tables tables;
    constexpr std::uint32_t kTraces = 20'200;
    for (std::uint32_t trace = 1; trace <= kTraces; ++trace) tables.add(trace, trace);
    CHECK(tables.run_newest_first(2) == std::vector{trace_id(kTraces), trace_id(kTraces - 1)});
    CHECK(tables.state.digested_to == 0);
    CHECK(tables.state.traces == 2);

    // What comes in meanwhile is newer still.
    tables.add(kTraces + 1, kTraces + 1);
    CHECK(tables.run_newest_first(2) == std::vector{trace_id(kTraces + 1), trace_id(kTraces - 2)});
    // With nobody waiting it goes in the order of receipt.
    CHECK(tables.run(1) == std::vector{trace_id(1)});
    CHECK(tables.state.digested_to == 1);

    SECTION("each is worked out once") {
        while (tables.state.has_unreached()) static_cast<void>(tables.run_newest_first(5000));
        CHECK(tables.state.digested_to == tables.state.last_document);
        CHECK(tables.state.traces == kTraces + 1);
        CHECK(tables.digester->rows_read() == kTraces + 1);
    }
    SECTION("after a failed transaction all are looked at again") {
        tables.digester->forget_deferred();
        CHECK(tables.run_newest_first(1) == std::vector{trace_id(kTraces - 3)});
        static_cast<void>(tables.run(kTraces + 1));
        CHECK(tables.state.digested_to == tables.state.last_document);
        CHECK(tables.state.traces == kTraces + 1);
    }
}

TEST_CASE("store: what was acknowledged is seen however many datagrams wait", "[storage]") {
    const TempFolder folder;
    StoreFixture store(GENERATE(true, false) ? folder.file("x.db") : ":memory:");
    constexpr std::uint32_t kDatagrams = 20'000;
    for (std::uint32_t i = 0; i < kDatagrams; ++i) {
        ++store.counters.documents_received;
        CHECK(store->submit(delivery(segment(i, 1))) == 1);
    }
    store.put(delivery(segment(kDatagrams, 1)));
    store->settle();
    CHECK(store->visit_digest(trace_id(kDatagrams), [](const TraceDigest&) {}));
    while (!store->settle()) {
    }
    CHECK(store->totals().traces == kDatagrams + 1);
    CHECK(store->totals().undigested == 0);
    CHECK(store.counters_balance());
}

TEST_CASE("store: documents beyond the bound on the undigested are dropped with a reason", "[storage]") {
    StoreFixture store(StoreOptions{.most_undigested = 100});
    store.put(delivery(segment(1, 1)));
    store->settle();
    std::size_t taken = 0;
    constexpr std::size_t kSent = 300;
    // In memory the writer cannot digest while a reader visits.
    store->visit_digest(trace_id(1), [&](const TraceDigest&) {
        for (std::uint32_t i = 0; i < kSent; ++i) {
            ++store.counters.documents_received;
            taken += store->submit(delivery(segment(100 + i, 1)));
        }
    });
    while (!store->settle()) {
    }
    CHECK(taken == 100);
    CHECK(store.counters.documents_dropped == kSent - taken);
    CHECK(store->totals().dropped_backlog_full == kSent - taken);
    CHECK(store->totals().dropped_queue_full == 0);
    CHECK(store.counters_balance());
}

TEST_CASE("scan: in memory others get the store between its steps, and it sees what was there", "[storage]") {
    StoreFixture store;
    constexpr std::uint32_t kTraces = 3000;
    constexpr Micros kApart = kMicrosPerSecond;
    for (std::uint32_t i = 0; i < kTraces; ++i) {
        store.put(delivery(segment(i, 1, {.start = kNoon + i * kApart})));
        store.clock.advance(1);
    }
    store->settle();
    TraceScan scan;
    scan.time = GENERATE(TraceTime::kStart, TraceTime::kUpdated);
    std::atomic<bool> done{false};
    std::atomic<int> put{0};
    std::thread writer([&] {
        // Changes traces that the scan has met, and others that it has not; and adds traces.
        for (std::uint32_t i = 0; !done; ++i) {
            store.clock.advance(1);
            store.put(delivery(segment((i * 7) % kTraces, 1000 + i, {.start = kNoon - kApart}),
                               segment(kTraces + i, 1, {.start = kNoon + (i % kTraces) * kApart})));
            ++put;
        }
    });
    std::map<TraceId, std::uint32_t> met;
    std::vector<Micros> times;
    const int before = put;
    int last = 0;
    store->scan(scan, [&](const TraceDigest& digest) {
        ++met[digest.id];
        times.push_back(scan.time == TraceTime::kStart ? digest.start : digest.updated);
        const auto until = SteadyClock::now() + std::chrono::microseconds{100};
        while (SteadyClock::now() < until) {
        }
        last = put;
        return true;
    });
    done = true;
    writer.join();
    CHECK(last > before + 1);  // callers were served while the scan went on
    CHECK(std::is_sorted(times.rbegin(), times.rend()));
    for (std::uint32_t i = 0; i < kTraces; ++i) {
        INFO(i);
        CHECK(met[trace_id(i)] == 1);
    }
    CHECK(std::all_of(met.begin(), met.end(), [](const auto& entry) { return entry.second == 1; }));
}

TEST_CASE("scan: a graph in memory is as of one moment although others write meanwhile", "[storage]") {
    StoreFixture store;
    constexpr std::uint32_t kTraces = 2000;
    for (std::uint32_t i = 0; i < kTraces; ++i) store.put(delivery(segment(i, 1)));
    store->settle();
    std::atomic<bool> done{false};
    std::thread writer([&] {
        for (std::uint32_t i = 0; !done; ++i) store.put(delivery(segment(i % kTraces, 1000 + i)));
    });
    for (int round = 0; round < 20; ++round) {
        ServiceGraphBuilder builder;
        store->fold_graph({.begun_from = kNoon - kMicrosPerSecond, .begun_to = kNoon + kMicrosPerSecond},
                          builder);
        const ServiceGraph graph = builder.finish();
        REQUIRE(graph.nodes.size() == 2);  // the service and its client
        const std::int64_t requests = graph.nodes[1].requests.total() + graph.nodes[0].requests.total();
        CHECK(requests >= kTraces);
    }
    done = true;
    writer.join();
}

}  // namespace xray::storage::testing
