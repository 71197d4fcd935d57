// SPDX-License-Identifier: Apache-2.0
// A database file that two stores want, and one that is deleted or replaced while a store uses it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "storage/sqlite/database.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

// The database file, its log and its index of the log.
void remove_database(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

}  // namespace

TEST_CASE("shared file: the second store is refused, and the first goes on", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture first(path);
    first.put(delivery(segment(1, 1)));
    std::string other = path;
    SECTION("by the same path") {}
    SECTION("by a symbolic link") {
        other = folder.file("link.db");
        std::filesystem::create_symlink(path, other);
    }
    SECTION("by a hard link") {
        other = folder.file("link.db");
        std::filesystem::create_hard_link(path, other);
    }
    ManualClock clock;
    Counters counters;
    const auto second = TraceStore::open({.path = other}, clock, counters, [](std::string_view) {});
    REQUIRE_FALSE(second);
    CHECK(second.error().message == "cannot open database " + other + ": another process is using it");
    first.put(delivery(segment(2, 2)));
    CHECK(first.scan().size() == 2);
    CHECK(first->trouble().empty());
}

TEST_CASE("shared file: a deleted one is told, and what is open goes on", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("data/x.db");
    StoreFixture store(path);
    store.put(delivery(segment(1, 1)));
    CHECK(store.scan().size() == 1);
    CHECK(store->trouble().empty());
    SECTION("the file") {
        std::filesystem::remove(path);
    }
    SECTION("its folder") {
        std::filesystem::remove_all(folder.file("data"));
    }
    CHECK_THAT(store->trouble(), Catch::Contains(path) && Catch::Contains("was deleted"));
    store.put(delivery(segment(2, 2)));
    CHECK(store.scan().size() == 2);
    CHECK(store->reset());
    CHECK(store.scan().empty());
}

TEST_CASE("shared file: nothing is read from the file that has taken its place", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture first(path);
    first.put(delivery(segment(1, 1)));
    remove_database(path);
    StoreFixture second(path);
    second.put(delivery(segment(2, 2)));
    CHECK_THAT(first->trouble(), Catch::Contains(path) && Catch::Contains("replaced"));
    CHECK(second->trouble().empty());
    // Nobody has read yet, so that a connection would be opened.
    CHECK_THROWS_AS(first.scan(), sqlite::SqliteError);
    CHECK(second.scan() == std::vector<std::uint32_t>{2});
}

TEST_CASE("shared file: the end of a store leaves the file alone that has taken its place", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture first(path);
    first.put(delivery(segment(1, 1)));
    remove_database(path);
    StoreFixture second(path);
    second.put(delivery(segment(2, 2)));
    first.close();
    CHECK(std::filesystem::exists(path + "-wal"));
    second.put(delivery(segment(3, 3)));
    second.close();
    second.open();
    CHECK(second.scan() == std::vector<std::uint32_t>{3, 2});
}

}  // namespace xray::storage::testing
