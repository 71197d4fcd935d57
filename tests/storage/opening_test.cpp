// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "storage/schema/migrations.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/database_file.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

std::string refusal(const std::string& path) {
    ManualClock clock;
    Counters counters;
    const auto opened =
        TraceStore::open(StoreOptions{.path = path}, clock, counters, [](std::string_view) {});
    if (opened) return "";
    CHECK(opened.error().code == ErrorCode::kInternal);
    CHECK_THAT(opened.error().message, Catch::Contains(path));
    return opened.error().message;
}

// What a user is told who may write the file, but not its folder. Root may write everything: the opening is
// then tried by a child process that is nobody.
std::string refusal_without_rights(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms::all);
    std::filesystem::permissions(folder.parent_path(), perms(0755));
    std::filesystem::permissions(folder, perms(0555));
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        constexpr uid_t kNobody = 65534;
        std::string reason = "cannot become nobody";
        if (::geteuid() != 0 || ::setuid(kNobody) == 0) {
            ManualClock clock;
            Counters counters;
            const auto opened = TraceStore::open({.path = path}, clock, counters, [](std::string_view) {});
            reason = opened ? "opened" : opened.error().message;
        }
        static_cast<void>(::write(pipe[1], reason.data(), reason.size()) == 0);
        ::_exit(0);
    }
    ::close(pipe[1]);
    std::array<char, 2000> reason{};
    const ssize_t size = ::read(pipe[0], reason.data(), reason.size());
    ::close(pipe[0]);
    ::waitpid(child, nullptr, 0);
    std::filesystem::permissions(folder, perms::owner_all);
    return {reason.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

// Refused for `reason`, and not a byte of the file is changed, nor a file added beside it.
void check_refused_untouched(const std::string& path, const std::string& reason) {
    const std::string before = bytes_of(path);
    const auto files = [&] {
        const auto folder = std::filesystem::path(path).parent_path();
        return std::distance(std::filesystem::directory_iterator(folder),
                             std::filesystem::directory_iterator{});
    };
    const auto files_before = files();
    CHECK_THAT(refusal(path), Catch::Contains(reason));
    CHECK(bytes_of(path) == before);
    CHECK(files() == files_before);
}

void write_file(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("opening: a path is created with its folders", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("a/b/x.db"));
    store.put(delivery(segment(1, 1)));
    CHECK(std::filesystem::exists(folder.file("a/b/x.db")));
}

TEST_CASE("opening: an empty file is a new database", "[storage]") {
    const TempFolder folder;
    write_file(folder.file("x.db"), "");
    StoreFixture store(folder.file("x.db"));
    store.put(delivery(segment(1, 1)));
    CHECK(store.scan().size() == 1);
}

TEST_CASE("opening: what is no database is refused and left alone", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    SECTION("text") {
        write_file(path, "These are notes, not data.\n");
    }
    SECTION("long text") {
        write_file(path, std::string(10'000, 'x'));
    }
    SECTION("the beginning of a database") {
        write_file(path, std::string_view("SQLite format 3\0\x40", 17));
    }
    check_refused_untouched(path, "not an SQLite database");
}

TEST_CASE("opening: the database of another program is refused and left alone", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    {
        sqlite::Database other(path, sqlite::Database::Mode::kReadWrite);
        other.execute("CREATE TABLE accounts (name TEXT); INSERT INTO accounts VALUES ('me')");
    }
    check_refused_untouched(path, "another program");
}

TEST_CASE("opening: a database of a newer schema is refused and left alone", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture(path).close();
    {
        sqlite::Database newer(path, sqlite::Database::Mode::kReadWrite);
        newer.execute("PRAGMA user_version = 4711");
    }
    check_refused_untouched(path, "newer version");
}

TEST_CASE("opening: a schema number that no version has ever written is refused as damage", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture(path).close();
    {
        sqlite::Database damaged(path, sqlite::Database::Mode::kReadWrite);
        damaged.execute("PRAGMA user_version = -1670172367");
    }
    check_refused_untouched(path, "it is damaged (schema -1670172367)");
}

TEST_CASE("opening: a newer schema that is still in the log is refused, too", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture(path).close();
    {
        sqlite::Database newer(path, sqlite::Database::Mode::kReadWrite);
        newer.set_checkpoint_on_close(false);
        newer.execute("PRAGMA user_version = 4711");
    }
    const std::string before = bytes_of(path);
    const std::string log_before = bytes_of(path + "-wal");
    REQUIRE_FALSE(log_before.empty());
    CHECK_THAT(refusal(path), Catch::Contains("newer version"));
    CHECK(bytes_of(path) == before);
    CHECK(bytes_of(path + "-wal") == log_before);
}

TEST_CASE("opening: a damaged database is refused", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture(path).close();
    const std::string whole = bytes_of(path);
    write_file(path, whole.substr(0, 100) + std::string(whole.size() - 100, 'x'));
    CHECK_THAT(refusal(path), Catch::Contains("malformed"));
}

TEST_CASE("opening: a log whose file is gone is refused and left alone", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    write_file(path + "-wal", "a log");
    CHECK_THAT(refusal(path), Catch::Contains(path + "-wal") && Catch::Contains("delete the log"));
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(bytes_of(path + "-wal") == "a log");
}

TEST_CASE("opening: a folder that cannot be written to is named, without SQL", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("shut/x.db");
    { const StoreFixture store(path); }
    const std::string reason = refusal_without_rights(path);
    CHECK_THAT(reason, Catch::Contains(path) && Catch::Contains("write access"));
    CHECK_THAT(reason, !Catch::Contains("PRAGMA") && !Catch::Contains(" in: "));
}

TEST_CASE("opening: paths that cannot be a database file are refused", "[storage]") {
    const TempFolder folder;
    SECTION("a folder") {
        std::filesystem::create_directory(folder.file("x.db"));
        CHECK_THAT(refusal(folder.file("x.db")), Catch::Contains("directory"));
        CHECK(std::filesystem::is_empty(folder.file("x.db")));
    }
    SECTION("below a file") {
        write_file(folder.file("file"), "text");
        CHECK_THAT(refusal(folder.file("file/x.db")), Catch::Contains("folder"));
        CHECK(bytes_of(folder.file("file")) == "text");
    }
    SECTION("a device") {
        CHECK_THAT(refusal("/dev/null"), Catch::Contains("regular file"));
    }
    SECTION("nothing") {
        CHECK_FALSE(refusal("").empty());
    }
}

TEST_CASE("opening: a file has one owner at a time", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    CHECK_THAT(refusal(folder.file("x.db")), Catch::Contains("another process"));
    store.close();
    store.open();
    store.put(delivery(segment(1, 1)));
}

TEST_CASE("opening: names that SQLite would read as something else are plain files", "[storage]") {
    const TempFolder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(std::filesystem::path(folder.file("x")).parent_path());
    { StoreFixture store(std::string("file:x.db?mode=memory")); }
    CHECK(std::filesystem::file_size("file:x.db?mode=memory") > 0);
    std::filesystem::current_path(before);
}

TEST_CASE("opening: every schema version is brought up to date with its data", "[storage]") {
    const std::size_t newest = schema_versions().size();
    const std::size_t oldest = GENERATE_COPY(range(std::size_t{0}, newest + 1));
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    {
        sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
        database.execute("PRAGMA application_id = " + std::to_string(sqlite::kApplicationId));
        for (std::size_t i = 0; i < oldest; ++i) database.execute(schema_versions()[i]);
        database.execute("PRAGMA user_version = " + std::to_string(oldest));
        if (oldest >= 1) {
            const IncomingDocument document = segment(7, 1);
            sqlite::Statement insert = database.prepare(
                "INSERT INTO document (seq, trace_id, segment_id, state, delivery, received, text) "
                "VALUES (1, ?1, 1, 1, 1, ?2, ?3)");
            insert.bind_blob(1, document.trace_id.bytes()).bind(2, kNoon).bind_text(3, document.text).run();
        }
    }
    StoreFixture store(path);
    CHECK(store.scan().size() == (oldest >= 1 ? 1 : 0));
    CHECK(store.scan({.terms = {term_of_service("shop")}}).size() == (oldest >= 1 ? 1 : 0));
    store.put(delivery(segment(8, 1)));
    CHECK(store->totals().segments == (oldest >= 1 ? 2 : 1));
    store.close();
    sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
    CHECK(database.query_integer("PRAGMA user_version") == static_cast<std::int64_t>(newest));
}

TEST_CASE("opening: the file has the settings that fit segment documents", "[storage]") {
    const TempFolder folder;
    { StoreFixture store(folder.file("x.db")); }
    sqlite::Database database(folder.file("x.db"), sqlite::Database::Mode::kReadWrite);
    CHECK(database.query_integer("PRAGMA page_size") == 16384);
    sqlite::Statement mode = database.prepare("PRAGMA journal_mode");
    REQUIRE(mode.step());
    CHECK(mode.text(0) == "wal");
}

}  // namespace xray::storage::testing
