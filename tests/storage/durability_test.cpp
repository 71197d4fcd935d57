// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>

#include "storage/control/control_store.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/disk_reserve.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

// Runs `work` in a process of its own, which kills itself with SIGKILL at the end. `work` must not use
// assertions.
template <class Work>
void run_and_kill(const Work& work) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        work();
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    REQUIRE(WTERMSIG(status) == SIGKILL);
}

// Lets no file grow beyond `bytes` while it lives: the disk is full.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

// Waits for what the store does on its own; false when it does not.
template <class Condition>
bool eventually(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

constexpr std::uint32_t kTraces = 300;

}  // namespace

TEST_CASE("durability: what was acknowledged survives SIGKILL", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    run_and_kill([&] {
        ManualClock clock;
        Counters counters;
        auto store = TraceStore::open({.path = path}, clock, counters, [](std::string_view) {});
        for (std::uint32_t i = 0; store && i < kTraces; ++i) {
            static_cast<void>(store.value()->submit_and_wait(delivery(segment(i, 1), segment(i, 2))));
        }
        // Not the store's own end: the process is gone while it is open.
        static_cast<void>(store->release());
    });

    StoreFixture store(path);
    CHECK(store->totals().segments == 2 * kTraces);
    CHECK(store.scan().size() == kTraces);
    CHECK(store->totals().traces == kTraces);
    for (std::uint32_t i = 0; i < kTraces; ++i) {
        const auto trace = store->load_trace(trace_id(i));
        REQUIRE(trace);
        REQUIRE(trace->documents.size() == 2);
        REQUIRE(trace->documents[1].text == segment(i, 2).text);
    }
    store.put(delivery(segment(0, 1), segment(0, 3)));
    CHECK(store.counters.documents_duplicate == 1);
    CHECK(store.revision(0) == 2);
}

TEST_CASE("durability: counts are right after SIGKILL, replaced copies among them", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    run_and_kill([&] {
        ManualClock clock;
        Counters counters;
        auto store = TraceStore::open({.path = path}, clock, counters, [](std::string_view) {});
        for (const char* name : {"a", "b", "c"}) {
            static_cast<void>(
                store.value()->submit_and_wait(delivery(segment(1, 1, {.complete = false, .name = name}))));
        }
        store.value()->settle();
        static_cast<void>(store.value()->submit_and_wait(delivery(segment(1, 1), segment(1, 2))));
        static_cast<void>(store->release());
    });
    StoreFixture store(path);
    CHECK(store->totals().segments == 3);
    CHECK(store.revision(1) == 4);
    CHECK(store->totals().traces == 1);
}

TEST_CASE("durability: closing commits what is queued", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    for (std::uint32_t i = 0; i < kTraces; ++i) CHECK(store->submit(delivery(segment(i, 1))) == 1);
    store.close();
    CHECK(store.counters.documents_stored == kTraces);
    CHECK(bytes_of(folder.file("x.db-wal")).empty());
    store.open();
    CHECK(store->totals().segments == kTraces);
    CHECK(store.scan().size() == kTraces);
}

TEST_CASE("durability: opening works out digests that are missing", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture store(path);
    for (std::uint32_t i = 0; i < kTraces; ++i) store.put(delivery(segment(i, 1)));
    CHECK(store.scan().size() == kTraces);
    store.close();
    SECTION("the last ones") {
        sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
        database.execute(
            "UPDATE store_state SET digested_to = 100, traces = 100; DELETE FROM trace WHERE covers > 100");
    }
    SECTION("all, because another version wrote them") {
        sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
        database.execute("UPDATE store_state SET digest_basis = 'of old'; UPDATE trace SET digest = x'00'");
    }
    store.open();
    CHECK(store.scan().size() == kTraces);
    CHECK(store->totals().traces == kTraces);
}

TEST_CASE("durability: a full disk is an error for who waits, and the store goes on after it", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    store.put(delivery(segment(1, 1)));
    store->settle();
    {
        const FileSizeLimit full(256U << 10U);
        const auto stored =
            store->submit_and_wait(delivery(segment(2, 1, {.padding = 600'000}), segment(2, 2)));
        REQUIRE_FALSE(stored);
        CHECK(stored.error().code == ErrorCode::kInternal);
        CHECK_THAT(store->trouble(), Catch::Contains("the database failed"));
        CHECK(store->submit(delivery(segment(3, 1, {.padding = 600'000}))) == 1);
        // Reading goes on, and what came as a datagram waits for room.
        CHECK(store.scan() == std::vector<std::uint32_t>{1});
        CHECK(store.counters.documents_dropped == 2);
    }
    store.counters.documents_received += 3;
    CHECK(store.log_lines > 0);
    CHECK_FALSE(store->load_trace(trace_id(2)));

    store.put(delivery(segment(2, 1), segment(2, 2)));
    CHECK(store.scan() == std::vector<std::uint32_t>{3, 2, 1});
    CHECK(store->totals().segments == 4);
    CHECK(store.counters.documents_dropped == 2);
    CHECK(store.counters_balance());
    CHECK(store->trouble().empty());
}

TEST_CASE("durability: a reset on a full disk gives back what the traces held", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    const auto log_size = [&] { return std::filesystem::file_size(folder.file("x.db-wal")); };
    store.put(delivery(segment(1, 1, {.padding = 600'000}), segment(2, 1)));
    REQUIRE(store->control().change([](ControlTables& tables) -> Result<void> {
        tables.groups.put({"kept", "", std::nullopt, true, true});
        return {};
    }));
    store->settle();
    {
        // Not even the freed room is of use: the log may not grow.
        const FileSizeLimit full(log_size());
        REQUIRE_FALSE(store->submit_and_wait(delivery(segment(3, 1, {.padding = 600'000}))));
        const auto done = store->reset();
        REQUIRE_FALSE(done);
        CHECK(done.error().code == ErrorCode::kInternal);
        CHECK_THAT(done.error().message, Catch::StartsWith("the database"));
        CHECK(store.scan() == std::vector<std::uint32_t>{2, 1});
    }
    std::optional<sqlite::Database> reader;
    std::optional<sqlite::Snapshot> snapshot;
    const bool somebody_reads = GENERATE(false, true);
    if (somebody_reads) {
        reader.emplace(folder.file("x.db"), sqlite::Database::Mode::kReadOnly);
        snapshot.emplace(*reader);
        CHECK(reader->query_integer("SELECT COUNT(*) FROM document") == 2);
    }
    REQUIRE(store->reset());
    CHECK(store.scan().empty());
    CHECK((log_size() == 0) == !somebody_reads);
    if (somebody_reads) CHECK(reader->query_integer("SELECT COUNT(*) FROM document") == 2);
    snapshot.reset();
    CHECK(eventually([&] { return log_size() == 0; }));
    CHECK(std::filesystem::file_size(folder.file("x.db")) < 2'000'000);

    store.put(delivery(segment(4, 1)));
    CHECK(store.scan() == std::vector<std::uint32_t>{4});
    store.close();
    store.open();
    CHECK(store.scan() == std::vector<std::uint32_t>{4});
    store->control().read([](ControlTables& tables) { CHECK(tables.groups.find("kept")); });
}

TEST_CASE("durability: room is held beside an open database, and only there", "[storage]") {
    const TempFolder folder;
    const std::string reserve = folder.file("x.db-reserve");
    const auto room = [&] {
        struct stat info {};
        return ::stat(reserve.c_str(), &info) == 0 ? info.st_blocks * 512 : 0;
    };
    StoreFixture store(folder.file("x.db"));
    CHECK(room() >= sqlite::DiskReserve::kBytes);
    store.close();
    CHECK_FALSE(std::filesystem::exists(reserve));
    {
        // A process that was killed has left it.
        const sqlite::DiskReserve left(reserve);
        store.open();
        CHECK(room() >= sqlite::DiskReserve::kBytes);
    }
    store.close();
    const FileSizeLimit full(1U << 20U);
    store.open();
    CHECK_FALSE(std::filesystem::exists(reserve));
    store.put(delivery(segment(1, 1)));
    CHECK(store.scan() == std::vector<std::uint32_t>{1});
}

TEST_CASE("durability: digests that cannot be written do not keep queries from answering", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    store.put(delivery(segment(1, 1)));
    store->settle();
    std::uint64_t ids = 1;
    const auto used = std::filesystem::file_size(folder.file("x.db-wal"));
    {
        // Room for the documents, none for what is worked out of them.
        const FileSizeLimit full(used + (40U << 10U));
        while (store->trouble().empty()) {
            static_cast<void>(store->submit_and_wait(delivery(segment(1, ++ids, {.padding = 100}))));
            store->settle();
        }
        CHECK(store.scan() == std::vector<std::uint32_t>{1});
    }
    store.put(delivery(segment(2, 1)));
    CHECK(store.scan() == std::vector<std::uint32_t>{2, 1});
    CHECK(store->trouble().empty());
}

TEST_CASE("durability: a lock of another process makes writers wait, not readers", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    store.put(delivery(segment(1, 1)));
    CHECK(store.scan() == std::vector<std::uint32_t>{1});
    std::future<Result<void>> stored;
    {
        sqlite::Database other(folder.file("x.db"), sqlite::Database::Mode::kReadWrite);
        const sqlite::Transaction lock(other);
        for (std::uint32_t i = 2; i < 12; ++i) CHECK(store->submit(delivery(segment(i, 1))) == 1);
        CHECK(store.scan() == std::vector<std::uint32_t>{1});
        CHECK_THAT(store->trouble(), Catch::Contains("lock"));
        store->control().read([](ControlTables& tables) { CHECK(tables.groups.all().empty()); });
        stored =
            std::async(std::launch::async, [&] { return store->submit_and_wait(delivery(segment(12, 1))); });
    }
    CHECK(stored.get());
    CHECK(store.scan().size() == 12);
    CHECK(store.counters.documents_dropped == 0);
    CHECK(store->trouble().empty());
}

}  // namespace xray::storage::testing
