// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <mutex>
#include <vector>

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/failure_text.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/temporary_folder.hpp"
#include "tests/api/support/trace_requests.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

// What a store writes to its log; its threads may all write.
class Log {
public:
    void operator()(std::string_view line) {
        const std::lock_guard lock(mutex_);
        text_.append(line).append("\n");
    }
    [[nodiscard]] bool has(std::string_view words) {
        const std::lock_guard lock(mutex_);
        return text_.find(words) != std::string::npos;
    }

private:
    std::mutex mutex_;
    std::string text_;
};

}  // namespace

TEST_CASE("store failures: a client is told their kind, SQLite's text goes to the log", "[failures]") {
    const TemporaryFolder folder;
    storage::StoreOptions options;
    options.path = folder.file("x.db");
    const ManualClock clock{kNow};
    Counters counters;
    Log log;
    auto store =
        storage::TraceStore::open(options, clock, counters, [&](std::string_view line) { log(line); });
    REQUIRE(store);
    Api api(std::move(*store));
    api.context.log = [&](std::string_view line) { log(line); };
    {
        storage::sqlite::Database other(options.path, storage::sqlite::Database::Mode::kReadWrite);
        other.execute("DROP TABLE document");
    }
    const Failure told{500, "InternalFailure", {{"message", "the database failed"}}};
    const json put{{"TraceSegmentDocuments", {segment(1, kNow, kNow + 1).dump()}}};
    REQUIRE(failure_of(api.post("/TraceSegments", put)) == told);
    REQUIRE(log.has("no such table"));
}

TEST_CASE("store failures: the kinds of failures", "[failures]") {
    const auto reason = [](int code) {
        return storage::plain_reason(storage::sqlite::SqliteError(code, "no room in: INSERT INTO document"));
    };
    CHECK(reason(SQLITE_FULL) == "the disk of the database is full");
    CHECK(reason(SQLITE_BUSY_SNAPSHOT) == "the database is locked by another process");
    CHECK(reason(SQLITE_READONLY_DBMOVED) == "the database cannot be written to");
    CHECK(reason(SQLITE_IOERR_WRITE) == "the database's file cannot be read or written");
    CHECK(reason(SQLITE_CORRUPT) == "the database is damaged");
    CHECK(reason(SQLITE_CONSTRAINT) == "the database failed");
    CHECK(storage::plain_reason(std::runtime_error("anything else")).empty());
}
