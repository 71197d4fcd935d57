// SPDX-License-Identifier: Apache-2.0
// Scans that conditions and terms narrow down.
#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/prefilter.hpp"
#include "core/filter/required_terms.hpp"
#include "core/filter/syntax/printer.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/traces/trace_table.hpp"
#include "store_fixture.hpp"
#include "tests/unit/core/filter/corpus.hpp"
#include "tests/unit/core/filter/generators.hpp"

namespace xray::storage::testing {
namespace {

const filter::EvaluationContext kContext{filter::testing::kOwnAccount, {}};

// Digests in a database of their own, without documents.
struct Digests {
    // The traces that a scan lets through and that match, in the order of the scan.
    std::vector<TraceId> matching(const TraceScan& scan, const filter::Expression& expression,
                                  std::size_t at_most = 1000) {
        std::vector<TraceId> found;
        reader.scan(scan, [&](const TraceDigest& digest) {
            if (found.size() == at_most) return false;
            if (filter::matches(expression, digest, kContext)) found.push_back(digest.id);
            return true;
        });
        return found;
    }

    // Each as a transaction of its own.
    void put(const TraceDigest& digest, std::int64_t covers) {
        writer.begin();
        writer.put(digest, covers);
        writer.finish();
    }
    void remove(const TraceId& id) {
        writer.begin();
        writer.remove(id);
        writer.finish();
    }

    std::int64_t terms() { return database.query_integer("SELECT COUNT(*) FROM trace_term"); }

    struct Migrated : sqlite::Database {
        Migrated() : sqlite::Database(":memory:", Mode::kReadWrite) { REQUIRE(migrate(*this)); }
    };
    Migrated database;
    DamageReport damage{[] {}};
    DigestReader reader{database, damage};
    DigestWriter writer{database};
};

TraceScan narrowed(TraceScan scan, const filter::Expression& expression) {
    scan.conditions = filter::make_prefilter(expression).all_of;
    scan.terms = filter::required_terms(expression);
    return scan;
}

filter::Expression compiled(std::string_view text) {
    auto expression = filter::compile(text);
    REQUIRE(expression);
    return std::move(*expression);
}

TraceDigest placed(TraceDigest digest, std::uint32_t number, Micros start, Micros updated) {
    digest.id = trace_id(number);
    digest.start = start;
    digest.updated = updated;
    return digest;
}

// One that can be stored: annotations stand on visits that are there.
TraceDigest random_stored_digest() {
    TraceDigest digest = filter::testing::random_digest();
    std::erase_if(digest.annotations, [&](const DigestAnnotation& annotation) {
        return annotation.visit >= digest.visits.size();
    });
    return digest;
}

// Times are few, so that many traces share one.
void add_random(Digests& digests, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto number = *rc::gen::inRange<std::uint32_t>(0, count);  // some replace earlier ones
        digests.put(placed(random_stored_digest(), number, kNoon + *rc::gen::inRange<Micros>(0, 4),
                           kNoon + *rc::gen::inRange<Micros>(0, 4)),
                    1);
    }
}

void check_same_pages(Digests& digests, const filter::Expression& expression, TraceTime time) {
    RC_LOG() << filter::print(expression) << '\n';
    TraceScan plain{.time = time, .from = kNoon, .to = kNoon + *rc::gen::inRange<Micros>(1, 6)};
    if (time == TraceTime::kUpdated) {
        plain.except_from = kNoon + 1;
        plain.except_to = kNoon + *rc::gen::inRange<Micros>(1, 3);
    }
    const std::vector<TraceId> all = digests.matching(plain, expression);
    RC_ASSERT(digests.matching(narrowed(plain, expression), expression) == all);
    if (all.empty()) return;
    const std::size_t position = *rc::gen::inRange<std::size_t>(0, all.size());
    TraceScan behind = narrowed(plain, expression);
    digests.reader.visit(all[position], [&](const TraceDigest& digest) {
        behind.after_time = time == TraceTime::kStart ? digest.start : digest.updated;
        behind.after_id = digest.id;
    });
    const std::vector<TraceId> page = digests.matching(behind, expression, 3);
    const std::size_t expected = std::min<std::size_t>(3, all.size() - position - 1);
    RC_ASSERT(page.size() == expected);
    RC_ASSERT(std::equal(page.begin(), page.end(), all.begin() + static_cast<std::ptrdiff_t>(position) + 1));
}

std::vector<std::string> plan_of(sqlite::Database& database, const std::string& sql) {
    std::vector<std::string> steps;
    sqlite::Statement plan = database.prepare("EXPLAIN QUERY PLAN " + sql);
    while (plan.step()) steps.emplace_back(plan.text(3));
    return steps;
}

// The steps of the scan that was prepared last.
std::vector<std::string> plan_of_scan(Digests& digests, const TraceScan& scan) {
    std::vector<std::string> before = digests.database.prepared_sql();
    digests.reader.scan(scan, [](const TraceDigest&) { return true; });
    for (const std::string& sql : digests.database.prepared_sql()) {
        if (std::find(before.begin(), before.end(), sql) == before.end()) {
            return plan_of(digests.database, sql);
        }
    }
    return {};
}

}  // namespace

TEST_CASE("planner property: narrowed scans give the same traces, order and pages", "[storage]") {
    const auto check = [](const auto& random_expression) {
        Digests digests;
        add_random(digests, 25);
        for (int i = 0; i < 4; ++i) {
            check_same_pages(digests, random_expression(),
                             i % 2 == 0 ? TraceTime::kStart : TraceTime::kUpdated);
        }
    };
    CHECK(rc::check("any expression", [&] { check(filter::testing::random_expression); }));
    CHECK(rc::check("columns", [&] { check(filter::testing::random_column_expression); }));
    CHECK(rc::check("joined by AND", [&] {
        check([] {
            return filter::Expression{filter::And{{filter::testing::random_expression(),
                                                   filter::testing::random_column_expression(),
                                                   filter::testing::random_expression()}},
                                      {}};
        });
    }));
}

TEST_CASE("planner property: a matching trace has every required term", "[storage]") {
    CHECK(rc::check("terms", [] {
        const filter::Expression expression = filter::testing::random_expression();
        const TraceDigest digest = filter::testing::random_digest();
        if (!filter::matches(expression, digest, kContext)) return;
        std::vector<TraceTerm> terms;
        collect_terms(digest, terms);
        for (const TraceTerm term : filter::required_terms(expression)) {
            RC_ASSERT(std::binary_search(terms.begin(), terms.end(), term));
        }
    }));
}

TEST_CASE("planner: only traces that pass are decoded", "[storage]") {
    Digests digests;
    std::uint32_t number = 0;
    for (const filter::testing::Specimen& specimen : filter::testing::corpus()) {
        digests.put(placed(specimen.digest, number++, kNoon, kNoon), 1);
    }
    for (const char* text : {"fault", "http.status = 404", "partial", R"(annotation.team = "no such team")",
                             R"(service("weather-api"))", R"(edge("browser", "nowhere"))"}) {
        const filter::Expression expression = compiled(text);
        for (const TraceTime time : {TraceTime::kStart, TraceTime::kUpdated}) {
            const TraceScan scan = narrowed({.time = time}, expression);
            std::size_t seen = 0;
            digests.reader.scan(scan, [&](const TraceDigest&) { return ++seen > 0; });
            INFO(text);
            CHECK(seen == digests.matching(scan, expression).size());
        }
    }
}

TEST_CASE("planner: terms follow their trace", "[storage]") {
    Digests digests;
    const TraceDigest& shop = filter::testing::specimen("shop");
    std::vector<TraceTerm> terms;
    collect_terms(shop, terms);
    const auto all = static_cast<std::int64_t>(terms.size());

    digests.put(placed(shop, 1, kNoon, kNoon), 1);
    digests.put(placed(shop, 2, kNoon, kNoon), 1);
    CHECK(digests.terms() == 2 * all);
    digests.put(placed(shop, 2, kNoon - 5, kNoon), 2);  // begins earlier now
    CHECK(digests.terms() == 2 * all);
    TraceDigest bare;
    digests.put(placed(bare, 2, kNoon - 5, kNoon), 3);
    CHECK(digests.terms() == all);
    digests.remove(trace_id(1));
    CHECK(digests.terms() == 0);
    digests.remove(trace_id(1));
}

TEST_CASE("planner: terms that come and go within one transaction are gone", "[storage]") {
    Digests digests;
    const TraceDigest& shop = filter::testing::specimen("shop");
    std::vector<TraceTerm> terms;
    collect_terms(shop, terms);
    // More of them than one statement writes.
    constexpr std::uint32_t kTraces = 40;
    digests.writer.begin();
    for (std::uint32_t i = 1; i <= kTraces; ++i) digests.writer.put(placed(shop, i, kNoon, kNoon), 1);
    digests.writer.put(placed({}, 1, kNoon, kNoon), 2);
    digests.writer.remove(trace_id(2));
    digests.writer.put(placed(shop, 3, kNoon, kNoon), 2);
    digests.writer.finish();
    CHECK(digests.terms() == static_cast<std::int64_t>((kTraces - 2) * terms.size()));

    // What a transaction that failed has gathered is forgotten.
    digests.writer.put(placed(shop, 100, kNoon, kNoon), 1);
    digests.writer.begin();
    digests.writer.finish();
    CHECK(digests.terms() == static_cast<std::int64_t>((kTraces - 2) * terms.size()));
}

TEST_CASE("planner: counts what a range holds, whatever the conditions", "[storage]") {
    Digests digests;
    for (std::uint32_t i = 0; i < 10; ++i) {
        digests.put(placed({}, i, kNoon + Micros{i / 2}, kNoon + Micros{i}), 1);
    }
    TraceScan scan = narrowed({.from = kNoon + 1, .to = kNoon + 4}, compiled("fault"));
    CHECK(digests.reader.count(scan) == 6);
    scan.after_time = kNoon + 2;
    scan.after_id = trace_id(5);
    CHECK(digests.reader.count(scan) == 3);
    CHECK(digests.reader.count({.time = TraceTime::kUpdated, .from = kNoon + 3}) == 7);
}

TEST_CASE("planner: conditions walk the index of times, a term walks its own", "[storage]") {
    Digests digests;
    const TraceScan columns = narrowed({}, compiled("responsetime > 2 AND !fault"));
    CHECK(plan_of_scan(digests, columns) ==
          std::vector<std::string>{"SEARCH trace USING INDEX trace_by_start (start>? AND (start,id)<(?,?))"});

    for (const char* text : {R"(user = "u")", "fault AND responsetime > 2", "!ok", "http.status = 404"}) {
        Digests fresh;
        const std::vector<std::string> term = plan_of_scan(fresh, narrowed({}, compiled(text)));
        const auto has = [&](const std::string& step) {
            return std::find(term.begin(), term.end(), step) != term.end();
        };
        INFO(text);
        CHECK(has("SEARCH driving USING PRIMARY KEY (block=? AND term=?)"));
        CHECK(has("SEARCH trace USING INTEGER PRIMARY KEY (rowid=?)"));
        CHECK(has("SCAN every"));
        CHECK_FALSE(has("SCAN trace"));
    }
}

TEST_CASE("planner: where terms are common, each trace of the range is asked for them", "[storage]") {
    Digests digests;
    TraceDigest digest;
    digest.services.push_back({.name = "shop", .type = {}, .account_id = {}});
    for (std::uint32_t i = 0; i < 2500; ++i) digests.put(placed(digest, i, kNoon, kNoon + Micros{i}), 1);
    const filter::Expression expression = compiled(R"(service("shop") AND !fault)");
    const std::vector<std::string> plan = plan_of_scan(digests, narrowed({}, expression));
    REQUIRE(plan.size() == 3);
    CHECK_THAT(plan[0], Catch::Contains("USING INDEX trace_by_start"));
    CHECK_THAT(plan[2], Catch::Contains("SEARCH other USING PRIMARY KEY (block=? AND term=? AND trace=?)"));
    CHECK(digests.matching(narrowed({.from = kNoon}, expression), expression, 3000).size() == 2500);
    CHECK(digests.matching(narrowed({.time = TraceTime::kUpdated}, expression), expression, 3000).size() ==
          2500);
}

TEST_CASE("planner: a walk along a term leaves out the blocks that retention emptied", "[storage]") {
    Digests digests;
    TraceDigest digest;
    digest.services.push_back({.name = "shop", .type = {}, .account_id = {}});
    for (std::uint32_t i = 0; i < 4; ++i) digests.put(placed(digest, i, kNoon, kNoon), 1);
    const filter::Expression expression = compiled(R"(service("shop"))");
    REQUIRE(digests.matching(narrowed({}, expression), expression).size() == 4);
    // As after so many traces that a walk through all their blocks would never end.
    digests.database.execute(
        "UPDATE trace SET seq = seq + (1 << 60);"
        "UPDATE trace_term SET block = (trace + (1 << 60)) >> 12, trace = trace + (1 << 60)");
    CHECK(digests.matching(narrowed({}, expression), expression).size() == 4);
}

TEST_CASE("planner: statements of rare shapes are given up", "[storage]") {
    Digests digests;
    TraceScan scan;
    for (int i = 0; i < 100; ++i) {
        scan.conditions.push_back({{filter::ColumnCondition{filter::TraceColumn::kFault, 0, 1, false}}});
        digests.reader.scan(scan, [](const TraceDigest&) { return true; });
    }
    CHECK(digests.database.prepared_sql().size() < 60);
}

}  // namespace xray::storage::testing
