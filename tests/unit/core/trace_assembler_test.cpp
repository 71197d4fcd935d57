// SPDX-License-Identifier: Apache-2.0
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/base/id_map.hpp"
#include "core/json/document_parser.hpp"
#include "core/segment/segment_validator.hpp"
#include "core/trace/trace.hpp"
#include "tests/unit/support/traces.hpp"

using xray::DocumentParser;
using xray::DocumentParts;
using xray::IdMap;
using xray::Trace;
using xray::TraceDocument;
using xray::test::document;

namespace {

std::string parsed(DocumentParts parts, std::string_view text) {
    std::optional<boost::json::value> value = DocumentParser(parts).parse(text, {});
    return value ? boost::json::serialize(*value) : "no JSON";
}

}  // namespace

TEST_CASE("an assembler forgets the trace before", "[trace]") {
    const std::string big = document(
        R"({"id":"00000000000000a1","name":"a","start_time":1,"end_time":2,"subsegments":[
            {"id":"00000000000000a2","name":"Athena","namespace":"aws","start_time":1,"end_time":2}]})");
    const std::string small = document(R"({"id":"00000000000000a1","name":"b","start_time":3,"end_time":4})");
    xray::TraceAssembler assembler(DocumentParts::kAll);
    Trace trace;
    assembler.assemble({}, std::vector<TraceDocument>{{big, true}}, trace);
    REQUIRE(trace.entities.size() == 2);
    REQUIRE(trace.inferred.size() == 1);
    CHECK(trace.inferred[0].identity.type == "AWS::Athena");

    assembler.assemble({}, std::vector<TraceDocument>{{small, true}}, trace);
    REQUIRE(trace.entities.size() == 1);
    CHECK(trace.entities[0].name == "b");
    CHECK(trace.entities[0].children.empty());
    CHECK(trace.inferred.empty());
}

TEST_CASE("an assembler takes any number of large traces", "[trace]") {
    const std::string large = document(
        R"({"id":"00000000000000a1","name":"a","start_time":1,"end_time":2,"annotations":{"long":")" +
        std::string(100'000, 'x') + R"("}})");
    xray::TraceAssembler assembler(DocumentParts::kWithoutMetadata);
    Trace trace;
    for (int i = 0; i < 100; ++i) {
        assembler.assemble({}, std::vector<TraceDocument>{{large, true}}, trace);
        REQUIRE(trace.entities.size() == 1);
    }
}

TEST_CASE("what of a document is not asked for stands there empty", "[document]") {
    const std::string text = R"({"id":"x","metadata":{"a":{"b":[1,2]}},"http":{"c":[]},)"
                             R"("annotations":{"metadata":"kept"},"subsegments":[{"metadata":[1.5,null]}]})";
    CHECK(parsed(DocumentParts::kWithoutMetadata, text) ==
          R"({"id":"x","metadata":{},"http":{"c":[]},)"
          R"("annotations":{"metadata":"kept"},"subsegments":[{"metadata":[]}]})");
    CHECK(parsed(DocumentParts::kEntitiesOnly, text) ==
          R"({"id":"x","metadata":{},"http":{},"annotations":{},"subsegments":[{"metadata":[]}]})");
    CHECK(parsed(DocumentParts::kEntitiesOnly, R"({"metadata":{"a":[1,}})") == "no JSON");
}

TEST_CASE("the rules see subsegments whose key is written with escapes", "[document]") {
    xray::SegmentValidator validator;
    const auto read =
        validator.validate(document(R"({"id":"00000000000000a1","name":"a","start_time":1,"end_time":2,)"
                                    R"("\u0073ubsegments":[{"id":"00000000000000a2"}]})"));
    REQUIRE_FALSE(read);
    CHECK(read.error().error_code == "MissingName");
}

TEST_CASE("a map of ids keeps the first value of a key and can be cleared", "[ids]") {
    IdMap map;
    CHECK(map.find(7) == nullptr);
    for (std::uint32_t i = 0; i < 1000; ++i) CHECK(map.insert(std::uint64_t{i} << 32U, i).second);
    CHECK_FALSE(map.insert(std::uint64_t{5} << 32U, 99).second);
    REQUIRE(map.find(std::uint64_t{5} << 32U) != nullptr);
    CHECK(*map.find(std::uint64_t{5} << 32U) == 5);
    map.clear(3);
    CHECK(map.size() == 0);
    CHECK(map.find(std::uint64_t{5} << 32U) == nullptr);
}
