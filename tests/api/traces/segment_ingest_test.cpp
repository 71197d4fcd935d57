// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;

TEST_CASE("ingest: datagrams are stored without waiting for anybody", "[ingest]") {
    Api api;
    const std::string datagram =
        "{\"format\":\"json\",\"version\":1}\n"
        R"({"trace_id":"1-58406520-a006649127e371903a2de979","id":"70de5b6f19ff9a0a","name":"a","start_time":1,"in_progress":true})";
    const std::vector<std::string_view> views{datagram};
    api.ingest.accept_datagrams(views);
    api.store->settle();
    REQUIRE(api.counters.documents_stored == 1);
    REQUIRE(api.counters.datagram_bytes == datagram.size());
    const auto trace = api.store->load_trace(*TraceId::parse("1-58406520-a006649127e371903a2de979"));
    REQUIRE(trace);
    REQUIRE(trace->documents.size() == 1);
    REQUIRE_FALSE(trace->documents[0].complete);
}

TEST_CASE("ingest: the last 100 refusals are kept, newest first, all are counted", "[ingest]") {
    Api api;
    for (int i = 0; i < 150; ++i) {
        api.clock.advance(1);
        const std::string text = "bad " + std::to_string(i);
        const std::vector<std::string_view> documents{text};
        REQUIRE(api.ingest.put_documents(documents, "import")->size() == 1);
    }
    const auto last = api.ingest.rejected().last();
    REQUIRE(last.size() == 100);
    REQUIRE(last.front().excerpt == "bad 149");
    REQUIRE(last.front().source == "import");
    REQUIRE(last.front().at == api.clock.now());
    REQUIRE(last.back().excerpt == "bad 50");
    REQUIRE(api.ingest.rejected().counts() ==
            std::vector<std::pair<std::string, std::uint64_t>>{{"ParseError", 150}});
    api.ingest.forget_notes();
    REQUIRE(api.ingest.rejected().last().empty());
    REQUIRE(api.ingest.rejected().counts().empty());
}

TEST_CASE("ingest: excerpts are cut between characters and survive damaged UTF-8", "[ingest]") {
    Api api;
    std::string umlauts = "x";
    while (umlauts.size() < 1000) umlauts += "\xc3\xa4";
    const std::string damaged("\xff\xfe{", 3);
    const std::vector<std::string_view> documents{umlauts, damaged};
    REQUIRE(api.ingest.put_documents(documents, "import")->size() == 2);
    const auto last = api.ingest.rejected().last();
    REQUIRE(last[1].excerpt.size() < 250);
    REQUIRE(last[1].excerpt.substr(last[1].excerpt.size() - 5) == "\xc3\xa4...");
    REQUIRE(api.send("GET", "/_emulator/stats").status == 200);
}

TEST_CASE("ingest: the quota of 64 KB a document holds only when strict", "[ingest]") {
    Api api;
    const std::string head =
        R"({"id":"00000000000000a1","name":"x","trace_id":"1-65f00000-0123456789abcdef01234567","start_time":1,"end_time":2,)"
        R"("metadata":{"n":{"padding":")";
    const std::string large = head + std::string(66'000, 'x') + "\"}}}";
    const std::string fitting = head + std::string(60'000, 'x') + "\"}}}";
    const std::vector<std::string_view> documents{large, fitting};

    xray::api::SegmentIngest strict(*api.store, api.counters, api.clock, true);
    const auto refused = strict.put_documents(documents, "PutTraceSegments");
    REQUIRE(refused);
    REQUIRE(refused->size() == 1);
    CHECK(refused->front().error_code == "InvalidSegment");
    CHECK(refused->front().id == "00000000000000a1");

    const auto taken = api.ingest.put_documents(documents, "PutTraceSegments");
    REQUIRE(taken);
    CHECK(taken->empty());
}
