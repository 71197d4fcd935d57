// SPDX-License-Identifier: Apache-2.0
// Traces whose parts are each other's parent: the store works them out, tells of them and opens with them.
#include <catch2/catch.hpp>

#include "core/segment/segment_validator.hpp"
#include "storage/sqlite/database.hpp"
#include "store_fixture.hpp"
#include "tests/unit/support/cyclic_documents.hpp"
#include "tests/unit/support/traces.hpp"

namespace xray::storage::testing {
namespace {

// The documents of one such trace, under the id of the `number`th trace, as ingest hands them over.
std::vector<IncomingDocument> delivery_of(const test::CyclicTrace& trace, std::uint32_t number) {
    std::vector<IncomingDocument> documents;
    for (const std::string& text : trace.documents) {
        nlohmann::json parsed = nlohmann::json::parse(text);
        parsed["trace_id"] = trace_id(number).to_string();
        IncomingDocument document;
        document.trace_id = trace_id(number);
        document.id = *SegmentId::parse(parsed["id"].get<std::string>());
        document.text = parsed.dump();
        REQUIRE(SegmentValidator().validate(document.text).has_value());
        documents.push_back(std::move(document));
    }
    return documents;
}

}  // namespace

TEST_CASE("cyclic traces: each is digested, counted and told, and so are those after it", "[storage]") {
    StoreFixture store;
    std::uint32_t number = 0;
    for (const test::CyclicTrace& trace : test::cyclic_traces()) store.put(delivery_of(trace, ++number));
    store.put(delivery(segment(100, 1)));
    CHECK(store.scan().size() == number + 1);
    CHECK(store.counters.traces_with_cycles == number);
    // One line at once, the next ones not before ten seconds have passed.
    CHECK(store.log_lines >= 1);
    CHECK(store.log_lines < static_cast<int>(number));
}

TEST_CASE("cyclic traces: a database that holds them undigested opens and answers", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    StoreFixture store(path);
    std::uint32_t number = 0;
    for (const test::CyclicTrace& trace : test::cyclic_traces()) store.put(delivery_of(trace, ++number));
    store.put(delivery(segment(100, 1)));
    store.close();
    {
        // As a version left it that could not digest them.
        sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
        database.execute("UPDATE store_state SET digested_to = 0, traces = 0; DELETE FROM trace");
    }
    store.open();
    CHECK(store.scan().size() == number + 1);
    CHECK(store->totals().traces == number + 1);
    CHECK(store->load_trace(trace_id(1))->documents.size() == 3);
}

}  // namespace xray::storage::testing
