// SPDX-License-Identifier: Apache-2.0
// Rows that were worked out from documents and then damaged in the file.
#include <catch2/catch.hpp>
#include <numeric>

#include "api/answers/service_graph_json.hpp"
#include "core/graph/service_graph.hpp"
#include "storage/sqlite/database.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

constexpr std::uint32_t kTraces = 20;
constexpr Micros kHour = 3600 * kMicrosPerSecond;

class DamagedStore {
public:
    DamagedStore() : store(folder_.file("x.db")) {
        for (std::uint32_t i = 0; i < kTraces; ++i) store.put(delivery(segment(i, 1)));
        store->settle();
    }

    void execute(std::string_view sql) { open().execute(sql); }
    std::int64_t query(std::string_view sql) { return open().query_integer(sql); }

    std::string graph() {
        store->settle();
        ServiceGraphBuilder builder;
        store->fold_graph(range_, builder);
        return text_of(builder);
    }

    std::string graph_of_scan() {
        store->settle();
        ServiceGraphBuilder builder;
        store->scan({}, [&](const TraceDigest& digest) {
            builder.add(digest);
            return true;
        });
        return text_of(builder);
    }

    std::string minutes() {
        store->settle();
        std::string text;
        store->fold_minutes(0, kNoon / kMicrosPerSecond, [&](std::int64_t minute, ServiceGraphBuilder& fold) {
            text += std::to_string(minute) + text_of(fold);
        });
        return text;
    }

private:
    sqlite::Database open() const { return {folder_.file("x.db"), sqlite::Database::Mode::kReadWrite}; }

    static std::string text_of(ServiceGraphBuilder& builder) {
        std::string out;
        JsonWriter writer(out);
        api::write_services(writer, builder.finish(), api::GraphTimes::kInclude);
        return out;
    }

    TempFolder folder_;
    GraphRange range_{.begun_from = kNoon - kHour, .begun_to = kNoon + kHour};

public:
    StoreFixture store;
};

std::vector<std::uint32_t> all_but(std::uint32_t missing) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = kTraces; i-- > 0;) {
        if (i != missing) numbers.push_back(i);
    }
    return numbers;
}

}  // namespace

TEST_CASE("damage: a damaged digest is passed over, told, and worked out again", "[storage]") {
    DamagedStore damaged;
    const std::string graph = damaged.graph();
    damaged.execute("UPDATE trace SET digest = x'00' WHERE substr(id, 16) = x'07'");
    const int lines = damaged.store.log_lines;
    SECTION("met by a scan") {
        CHECK(damaged.store.scan() == all_but(7));
    }
    SECTION("met by a scan along a term") {
        CHECK(damaged.store.scan({.terms = {term_of_service("shop")}}) == all_but(7));
    }
    SECTION("met by a look at the trace") {
        CHECK_FALSE(damaged.store->visit_digest(trace_id(7), [](const TraceDigest&) {}));
    }
    CHECK(damaged.store.scan() == all_but(kTraces));
    CHECK(damaged.store.scan({.terms = {term_of_service("shop")}}) == all_but(kTraces));
    CHECK(damaged.store.log_lines == lines + 1);
    CHECK(damaged.graph() == graph);
    CHECK(damaged.graph() == damaged.graph_of_scan());
    CHECK(damaged.store->totals().traces == kTraces);
}

TEST_CASE("damage: every digest at once", "[storage]") {
    DamagedStore damaged;
    const std::string graph = damaged.graph();
    damaged.execute("UPDATE trace SET digest = x'ff'");
    CHECK(damaged.store.scan().empty());
    CHECK(damaged.store.scan() == all_but(kTraces));
    CHECK(damaged.graph() == graph);
    CHECK(damaged.query("SELECT COUNT(*) FROM trace_term") ==
          damaged.query("SELECT COUNT(*) FROM trace_term JOIN trace ON trace.seq = trace_term.trace"));
}

TEST_CASE("damage: what is damaged over and over does not keep the writer busy", "[storage]") {
    DamagedStore damaged;
    for (int i = 0; i < 2; ++i) {
        damaged.execute("UPDATE trace SET digest = x'00' WHERE substr(id, 16) = x'07'");
        CHECK(damaged.store.scan() == all_but(7));
        damaged.store->settle();
    }
    CHECK(damaged.store.scan() == all_but(7));
    // A change of the trace works it out all the same.
    damaged.store.put(delivery(segment(7, 2)));
    CHECK(damaged.store.scan() == all_but(kTraces));
    CHECK(damaged.graph() == damaged.graph_of_scan());
}

TEST_CASE("damage: a digest without documents goes", "[storage]") {
    DamagedStore damaged;
    damaged.execute(
        "UPDATE trace SET digest = x'00' WHERE substr(id, 16) = x'07';"
        "DELETE FROM document WHERE substr(trace_id, 16) = x'07'");
    CHECK(damaged.store.scan() == all_but(7));
    damaged.store->settle();
    CHECK(damaged.store->totals().traces == kTraces - 1);
    CHECK(damaged.query("SELECT COUNT(*) FROM trace") == kTraces - 1);
    CHECK(damaged.graph() == damaged.graph_of_scan());
}

TEST_CASE("damage: ids of another length", "[storage]") {
    DamagedStore damaged;
    SECTION("of a trace") {
        damaged.execute("UPDATE trace SET id = x'07', digest = x'00' WHERE substr(id, 16) = x'07'");
        CHECK(damaged.store.scan() == all_but(7));
        CHECK(damaged.store.scan() == all_but(kTraces));
        CHECK(damaged.store->totals().traces == kTraces);
        CHECK(damaged.graph() == damaged.graph_of_scan());
    }
    SECTION("of a trace that is old") {
        damaged.execute("UPDATE trace SET id = x'07' WHERE substr(id, 16) = x'07'");
        damaged.store.clock.advance(31 * 24 * kHour);
        CHECK(damaged.store->apply_retention() == kTraces - 1);
    }
    SECTION("of a document") {
        damaged.store.close();
        damaged.execute(
            "UPDATE document SET trace_id = x'' WHERE substr(trace_id, 16) = x'07'; DELETE FROM trace; "
            "DELETE FROM trace_term; DELETE FROM graph_fold;"
            "UPDATE store_state SET digested_to = 0, traces = 0");
        damaged.store.open();
        CHECK(damaged.store.scan() == all_but(7));
    }
}

TEST_CASE("damage: graphs are right although folds are damaged, which are mended", "[storage]") {
    DamagedStore damaged;
    // Some in the same minute, some in another one of the same hour.
    damaged.store.clock.advance(10 * 60 * kMicrosPerSecond);
    for (std::uint32_t i = 0; i < kTraces; i += 2) damaged.store.put(delivery(segment(i, 2)));
    const std::string graph = damaged.graph();
    const std::string minutes = damaged.minutes();
    REQUIRE(graph == damaged.graph_of_scan());
    const int lines = damaged.store.log_lines;
    damaged.execute(GENERATE("UPDATE graph_fold SET fold = x'00'", "UPDATE graph_fold SET fold = x'02'",
                             "UPDATE graph_fold SET fold = substr(fold, 1, length(fold) - 1)"));
    CHECK(damaged.graph() == graph);
    CHECK(damaged.minutes() == minutes);
    CHECK(damaged.store.log_lines > lines);
    SECTION("and read") {
        // One cell after another is met and mended.
        for (int i = 0; i < 10; ++i) CHECK(damaged.graph() == graph);
        const int enough = damaged.store.log_lines;
        CHECK(damaged.graph() == graph);
        CHECK(damaged.minutes() == minutes);
        CHECK(damaged.store.log_lines == enough);
    }
    SECTION("and written to") {
        for (std::uint32_t i = 0; i < kTraces; i += 3) damaged.store.put(delivery(segment(i, 3)));
        CHECK(damaged.graph() == damaged.graph_of_scan());
    }
}

}  // namespace xray::storage::testing
