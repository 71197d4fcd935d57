// SPDX-License-Identifier: Apache-2.0
// Documents in a file are compressed with a dictionary that is made of the first ones.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "storage/schema/migrations.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/database_file.hpp"
#include "storage/traces/document_table.hpp"
#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::uint32_t kFirstTraining = 1000;

// As services send them: the same members each time, with ids, times and an order of their own.
IncomingDocument order(std::uint32_t number) {
    std::mt19937 random(number);
    const auto digits = [&random] { return std::to_string(100'000 + random() % 900'000); };
    IncomingDocument document = segment(number, 1);
    document.text.pop_back();
    document.text +=
        R"(,"origin":"AWS::ECS::Container","http":{"request":{"method":"POST","url":"http://shop/orders/)" +
        digits() + R"(","client_ip":"10.0.12.77"},"response":{"status":200,"content_length":)" + digits() +
        R"(}},"annotations":{"order":"o-)" + digits() +
        R"(","tier":"gold"},"aws":{"xray":{"sdk":"X-Ray for Python","sdk_version":"2.12.0"}}})";
    return document;
}

std::vector<IncomingDocument> orders(std::uint32_t first, std::uint32_t count) {
    std::vector<IncomingDocument> made;
    for (std::uint32_t i = 0; i < count; ++i) made.push_back(order(first + i));
    return made;
}

class CompressedStore {
public:
    explicit CompressedStore(const std::string& path = {})
        : path_(path.empty() ? folder_.file("x.db") : path), store(path_) {}

    [[nodiscard]] std::int64_t query(std::string_view sql) const { return open().query_integer(sql); }
    void execute(std::string_view sql) const { open().execute(sql); }
    [[nodiscard]] std::int64_t dictionaries() const {
        return query("SELECT COUNT(*) FROM document_dictionary");
    }
    [[nodiscard]] std::int64_t packed() const {
        return query("SELECT COUNT(*) FROM document WHERE packed IS NOT NULL AND text = ''");
    }

    // Brings documents, one at a time, until a dictionary is there; returns the number of the next one.
    std::uint32_t train() {
        store.put(orders(0, kFirstTraining));
        std::uint32_t next = kFirstTraining;
        const auto deadline = steady_clock::now() + seconds(60);
        while (dictionaries() == 0) {
            REQUIRE(steady_clock::now() < deadline);
            store.put(orders(next++, 1));
        }
        return next;
    }

    [[nodiscard]] std::string text(std::uint32_t number) {
        const auto trace = store->load_trace(trace_id(number));
        return trace && trace->documents.size() == 1 ? trace->documents[0].text : "";
    }

private:
    [[nodiscard]] sqlite::Database open() const { return {path_, sqlite::Database::Mode::kReadWrite}; }

    TempFolder folder_;
    std::string path_;

public:
    StoreFixture store;
};

}  // namespace

TEST_CASE("compression: a store of few documents keeps them as they came", "[storage]") {
    CompressedStore compressed;
    compressed.store.put(orders(0, kFirstTraining - 1));
    compressed.store.close();
    CHECK(compressed.dictionaries() == 0);
    CHECK(compressed.packed() == 0);
}

TEST_CASE("compression: documents are a third of their size and come back byte for byte", "[storage]") {
    CompressedStore compressed;
    const std::uint32_t first = compressed.train();
    compressed.store.put(orders(first, 500));
    CHECK(compressed.packed() >= 500);
    for (std::uint32_t i = 0; i < first + 500; ++i) REQUIRE(compressed.text(i) == order(i).text);
    CHECK(3 * compressed.query("SELECT SUM(LENGTH(packed)) FROM document") <
          compressed.packed() * static_cast<std::int64_t>(order(first).text.size()));
    const auto trace = compressed.store->load_trace(trace_id(first));
    REQUIRE(trace);
    CHECK(trace->receipt.document_bytes == order(first).text.size());
    CHECK(compressed.store.scan().size() == first + 500);
    CHECK(compressed.store.counters_balance());
}

TEST_CASE("compression: documents that are like no other come back as well", "[storage]") {
    CompressedStore compressed;
    const std::uint32_t first = compressed.train();
    std::mt19937_64 random(4711);
    std::string noise;
    while (noise.size() < 3000)
        noise += "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz0123456789!#"[random() % 68];
    std::vector<IncomingDocument> odd(5, segment(first, 1));
    odd[1].text.insert(1, "\"\xc3\xa4\\u0000\":\"" + noise + "\",");
    odd[2].text.insert(1, std::string(5000, ' '));
    odd[3].text = "{}";
    odd[4].text.insert(1, std::string(kMaxDocumentBytes - odd[4].text.size(), '\t'));
    for (std::uint32_t i = 0; i < odd.size(); ++i) {
        odd[i].trace_id = trace_id(first + i);
        compressed.store.put(delivery(odd[i]));
        CHECK(compressed.text(first + i) == odd[i].text);
    }
    // Longer ones are kept as they are.
    IncomingDocument long_one = segment(first + 5, 1, {.padding = kMaxDocumentBytes});
    compressed.store.put(delivery(long_one));
    CHECK(compressed.text(first + 5) == long_one.text);
    CHECK(compressed.query("SELECT packed IS NULL FROM document ORDER BY seq DESC LIMIT 1") == 1);
}

TEST_CASE("compression: a restarted store goes on with its dictionary", "[storage]") {
    CompressedStore compressed;
    const std::uint32_t first = compressed.train();
    compressed.store.close();
    compressed.store.open();
    compressed.store.put(orders(first, 1));
    CHECK(compressed.dictionaries() == 1);
    CHECK(compressed.query("SELECT packed IS NOT NULL FROM document ORDER BY seq DESC LIMIT 1") == 1);
    CHECK(compressed.text(first) == order(first).text);
    CHECK(compressed.text(0) == order(0).text);
}

TEST_CASE("compression: a reset keeps the dictionary, for what comes next is alike", "[storage]") {
    CompressedStore compressed;
    const std::uint32_t first = compressed.train();
    REQUIRE(compressed.store->reset());
    compressed.store.put(orders(first, 1));
    CHECK(compressed.dictionaries() == 1);
    CHECK(compressed.packed() == 1);
    CHECK(compressed.text(first) == order(first).text);
}

TEST_CASE("compression: a store in memory does not spend time on it", "[storage]") {
    StoreFixture store;
    store.put(orders(0, 3 * kFirstTraining));
    for (std::uint32_t i = 0; i < 3 * kFirstTraining; i += 100) {
        const auto trace = store->load_trace(trace_id(i));
        REQUIRE(trace);
        CHECK(trace->documents.at(0).text == order(i).text);
    }
}

TEST_CASE("compression: a database without it is taken over, documents as they are", "[storage]") {
    const TempFolder folder;
    const std::string path = folder.file("x.db");
    constexpr std::uint32_t kOld = 7000;
    {
        sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
        database.execute("PRAGMA application_id = " + std::to_string(sqlite::kApplicationId));
        for (std::size_t i = 0; i < 5; ++i) database.execute(schema_versions()[i]);
        database.execute("PRAGMA user_version = 5");
        const IncomingDocument old = order(kOld);
        sqlite::Statement insert = database.prepare("INSERT INTO document VALUES (1, ?1, 1, 1, 1, ?2, ?3)");
        insert.bind_blob(1, old.trace_id.bytes()).bind(2, kNoon).bind_text(3, old.text).run();
    }
    CompressedStore compressed(path);
    CHECK(compressed.text(kOld) == order(kOld).text);
    const std::uint32_t first = compressed.train();
    compressed.store.put(orders(first, 10));
    CHECK(compressed.packed() >= 10);
    CHECK(compressed.text(kOld) == order(kOld).text);
    CHECK(compressed.text(first) == order(first).text);
}

TEST_CASE("compression: copies of a segment in progress are told apart", "[storage]") {
    CompressedStore compressed;
    const std::uint32_t first = compressed.train();
    IncomingDocument begun = order(first);
    begun.complete = false;
    compressed.store.put(delivery(begun));
    const std::uint64_t repeated = compressed.store.counters.documents_duplicate;
    compressed.store.put(delivery(begun));
    CHECK(compressed.store.counters.documents_duplicate == repeated + 1);
    begun.text.insert(1, "\"user\":\"u-1\",");
    compressed.store.put(delivery(begun));
    CHECK(compressed.text(first) == begun.text);
    CHECK(compressed.query(
              "SELECT COUNT(*) FROM document WHERE state < 0 AND text = '' AND packed IS NULL") == 1);
}

TEST_CASE("compression: documents that are damaged are passed over, counted and told", "[storage]") {
    CompressedStore compressed;
    const std::uint32_t first = compressed.train();
    compressed.store.put(delivery(order(first), segment(first, 2)));
    compressed.store->settle();
    const int lines = compressed.store.log_lines;
    bool dictionary_lost = false;
    SECTION("bytes that are no frame") {
        compressed.execute("UPDATE document SET packed = x'00112233' WHERE segment_id = 1");
    }
    SECTION("no bytes at all") {
        compressed.execute("UPDATE document SET packed = x'' WHERE segment_id = 1");
    }
    SECTION("one letter changed") {
        // Before the checksum of four bytes: still JSON, were it not for that.
        compressed.execute(
            "UPDATE document SET packed = CAST(substr(packed, 1, length(packed) - 5) || "
            "x'55' || substr(packed, -4) AS BLOB) WHERE segment_id = 1 AND packed IS NOT NULL");
    }
    SECTION("a frame of more than any document has") {
        // 128 KiB of x, in 13 bytes.
        compressed.execute("UPDATE document SET packed = x'28b52ffda00000020003001078' WHERE segment_id = 1");
    }
    SECTION("no dictionary") {
        dictionary_lost = true;
        compressed.store.close();
        compressed.execute("UPDATE document_dictionary SET id = 815");
        compressed.store.open();
    }
    SECTION("a dictionary of other bytes") {
        dictionary_lost = true;
        compressed.store.close();
        compressed.execute("UPDATE document_dictionary SET bytes = x'37a430ec0102030405060708'");
        compressed.store.open();
    }
    const auto trace = compressed.store->load_trace(trace_id(first));
    REQUIRE(trace.has_value() != dictionary_lost);
    if (trace) CHECK(trace->documents.at(0).text == segment(first, 2).text);
    compressed.store.put(delivery(segment(first, 3)));
    compressed.store->settle();
    CHECK(compressed.store.scan().size() == first + 1);
    CHECK(compressed.store.counters.failures >= 1);
    CHECK(compressed.store.log_lines > lines);
    // What comes in now is stored and read as ever.
    compressed.store.put(orders(first + 1, 1));
    CHECK(compressed.text(first + 1) == order(first + 1).text);
}

TEST_CASE("compression: a dictionary whose transaction is rolled back comes with the next one", "[storage]") {
    sqlite::Database database(":memory:", sqlite::Database::Mode::kReadWrite);
    REQUIRE(migrate(database));
    DocumentWriter writer(database, DocumentWriter::Packing::kCompressed);
    DocumentRows rows(database);
    std::int64_t seq = 0;
    const auto add = [&](std::uint32_t number) {
        ++seq;
        static_cast<void>(writer.add(order(number), seq, seq, kNoon));
    };
    const auto dictionaries = [&] {
        return database.query_integer("SELECT COUNT(*) FROM document_dictionary");
    };
    std::uint32_t number = 0;
    const auto deadline = steady_clock::now() + seconds(60);
    bool trained = false;
    while (!trained) {
        REQUIRE(steady_clock::now() < deadline);
        sqlite::Transaction transaction(database);
        writer.begin();
        add(number++);
        trained = dictionaries() == 1;
        if (!trained) transaction.commit();
    }
    REQUIRE(dictionaries() == 0);
    sqlite::Transaction transaction(database);
    writer.begin();
    add(number);
    transaction.commit();
    CHECK(dictionaries() == 1);
    std::string text;
    rows.for_each(trace_id(number), kEveryDocument, [&](const DocumentRow& row) {
        text = row.text;
        return row.readable;
    });
    CHECK(text == order(number).text);
}

TEST_CASE("compression: readers beside the writer read every document as it was", "[storage]") {
    CompressedStore compressed;
    constexpr std::uint32_t kDocuments = 5000;
    std::atomic<std::uint32_t> stored{0};
    std::atomic<std::uint32_t> wrong{0};
    std::vector<std::thread> readers;
    for (unsigned i = 0; i < 3; ++i) {
        readers.emplace_back([&, i] {
            std::mt19937 random(i);
            while (stored < kDocuments) {
                if (stored == 0) continue;
                const std::uint32_t number = static_cast<std::uint32_t>(random()) % stored;
                if (compressed.text(number) != order(number).text) ++wrong;
            }
        });
    }
    for (std::uint32_t i = 0; i < kDocuments; i += 50) {
        compressed.store.put(orders(i, 50));
        stored = i + 50;
    }
    for (std::thread& reader : readers) reader.join();
    CHECK(wrong == 0);
}

}  // namespace xray::storage::testing
