// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>

#include "storage/schema/migrations.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/traces/reader_pool.hpp"
#include "storage/traces/retention.hpp"
#include "storage/writer/digester.hpp"

namespace xray::storage::testing {
namespace {

std::vector<std::string> plan_of(sqlite::Database& database, const std::string& sql) {
    std::vector<std::string> steps;
    sqlite::Statement plan = database.prepare("EXPLAIN QUERY PLAN " + sql);
    while (plan.step()) steps.emplace_back(plan.text(3));
    return steps;
}

// Sorting is allowed for the documents of one trace and the copies of one segment only.
bool may_sort(const std::string& sql) {
    return sql.find("FROM document WHERE trace_id = ?1 AND seq") != std::string::npos;
}

}  // namespace

TEST_CASE("query plans: no kept statement reads a whole table or sorts one", "[storage]") {
    sqlite::Database database(":memory:", sqlite::Database::Mode::kReadWrite);
    REQUIRE(migrate(database));
    DamageReport damage([] {});
    ReadConnection reader(database, damage);
    DocumentWriter documents(database);
    Counters counters;
    Digester digester(database, "000000000000", counters, [](std::string_view) {});
    Retention retention(database);
    StoreStateTable state(database);

    const std::vector<std::string> kept = database.prepared_sql();
    CHECK(kept.size() >= 15);
    std::set<std::string> indexes;
    for (const std::string& sql : kept) {
        INFO(sql);
        for (const std::string& step : plan_of(database, sql)) {
            INFO(step);
            // What a subquery found, the numbers of blocks, and the rows of an insertion are no tables.
            const bool computed = step.find("subquery") != std::string::npos || step == "SCAN every" ||
                                  step.find("CONSTANT ROWS") != std::string::npos;
            if (!computed) CHECK_THAT(step, !Catch::StartsWith("SCAN"));
            if (!may_sort(sql)) CHECK_THAT(step, !Catch::Contains("TEMP B-TREE"));
            const std::size_t index = step.find("INDEX ");
            if (index != std::string::npos)
                indexes.insert(step.substr(index + 6, step.find(' ', index + 6) - index - 6));
        }
    }
    CHECK(indexes == std::set<std::string>{"document_by_id", "graph_fold_by_start", "graph_fold_by_update",
                                           "trace_by_id", "trace_by_start", "trace_by_update"});
}

TEST_CASE("query plans: a page behind a position starts there", "[storage]") {
    sqlite::Database database(":memory:", sqlite::Database::Mode::kReadWrite);
    REQUIRE(migrate(database));
    DamageReport damage([] {});
    ReadConnection reader(database, damage);
    std::size_t scans = 0;
    for (const std::string& sql : database.prepared_sql()) {
        if (sql.find("FROM graph_fold") != std::string::npos) continue;
        if (sql.find("ORDER BY start") == std::string::npos &&
            sql.find("ORDER BY updated") == std::string::npos) {
            continue;
        }
        ++scans;
        const std::vector<std::string> plan = plan_of(database, sql);
        REQUIRE(plan.size() == 1);
        INFO(plan[0]);
        CHECK_THAT(plan[0], Catch::Contains(",id)<(?,?)"));
    }
    CHECK(scans == 2);
}

}  // namespace xray::storage::testing
