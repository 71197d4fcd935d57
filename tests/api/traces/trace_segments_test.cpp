// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <optional>

#include "tests/api/support/api_fixture.hpp"
#include "tests/support/samples.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr std::string_view kTraceId = "1-58406520-a006649127e371903a2de979";
constexpr std::string_view kId = "70de5b6f19ff9a0a";

json segment() {
    return {{"trace_id", kTraceId},
            {"id", kId},
            {"name", "api"},
            {"start_time", 1790000000.0},
            {"end_time", 1790000001.0}};
}

json with(json document, const std::string& key, json value) {
    document[key] = std::move(value);
    return document;
}

json without(json document, const std::string& key) {
    document.erase(key);
    return document;
}

json subsegment() {
    return {{"id", "53995c3f42cd8ad8"}, {"name", "sub"}, {"start_time", 1}, {"end_time", 2}};
}

json parent_of(json child) {
    return with(segment(), "subsegments", json::array({std::move(child)}));
}

json independent() {
    return with(with(segment(), "type", "subsegment"), "parent_id", "70de5b6f19ff9a0b");
}

json unprocessed(Api& api, std::string_view document) {
    return api.call("/TraceSegments", {{"TraceSegmentDocuments", {document}}})["UnprocessedTraceSegments"];
}

struct BadDocument {
    std::string what;
    std::string text;
    std::string code;
    std::string kind;  // "entity", "segment", "subsegment"
    std::optional<std::string> id;
};

BadDocument bad(std::string what, const json& document, std::string code, std::string kind = "segment") {
    std::optional<std::string> id;
    if (document.is_object() && document.contains("id") && document["id"].is_string()) id = document["id"];
    return {std::move(what), document.dump(), std::move(code), std::move(kind), id};
}

BadDocument no_json(std::string what, std::string text) {
    return {std::move(what), std::move(text), "ParseError", "segment", std::nullopt};
}

json expected_entry(const BadDocument& document) {
    std::string message = "Invalid " + document.kind + ". ErrorCode: " + document.code;
    if (document.kind == "subsegment") message += ", Cause: null";
    json entry{{"ErrorCode", document.code}, {"Message", message}};
    if (document.id) entry["Id"] = *document.id;
    return entry;
}

std::vector<BadDocument> texts_that_are_no_documents() {
    return {
        no_json("not JSON", "x"),
        no_json("empty", ""),
        no_json("white space", "  "),
        no_json("cut off", segment().dump().substr(0, 60)),
        no_json("two documents", segment().dump() + segment().dump()),
        no_json("trailing comma", R"({"id":"70de5b6f19ff9a0a",})"),
        no_json("single quotes", R"({'id':'70de5b6f19ff9a0a'})"),
        no_json("unquoted key", R"({id:"70de5b6f19ff9a0a"})"),
        no_json("a header line in front", "{\"format\":\"json\",\"version\":1}\n" + segment().dump()),
        no_json("a control character in a text", "{\"name\":\"a\x01\"}"),
        bad("an empty list", json::array(), "ParseError", "entity"),
        bad("a list of documents", json::array({segment()}), "ParseError", "entity"),
        bad("a string", "text", "ParseError", "entity"),
        bad("a number", 7, "ParseError", "entity"),
        bad("null", nullptr, "ParseError", "entity"),
        bad("true", true, "ParseError", "entity"),
    };
}

std::vector<BadDocument> broken_segments() {
    return {
        bad("no members", json::object(), "MissingId"),
        bad("id missing", without(segment(), "id"), "MissingId"),
        bad("id empty", with(segment(), "id", ""), "MissingId"),
        bad("id null", with(segment(), "id", nullptr), "MissingId"),
        bad("id short", with(segment(), "id", "70de5b6f19ff9a0"), "InvalidId"),
        bad("id long", with(segment(), "id", "70de5b6f19ff9a0a1"), "InvalidId"),
        bad("id not hex", with(segment(), "id", "70de5b6f19ff9a0g"), "InvalidId"),
        bad("id a number", with(segment(), "id", 7), "InvalidId"),
        bad("name missing", without(segment(), "name"), "MissingName"),
        bad("name empty", with(segment(), "name", ""), "MissingName"),
        bad("name null", with(segment(), "name", nullptr), "MissingName"),
        bad("name with ?", with(segment(), "name", "a?b"), "InvalidName"),
        bad("name with (", with(segment(), "name", "f(x)"), "InvalidName"),
        bad("name with $", with(segment(), "name", "$LATEST"), "InvalidName"),
        bad("name with a quote", with(segment(), "name", "a\"b"), "InvalidName"),
        bad("name with <", with(segment(), "name", "<a>"), "InvalidName"),
        bad("name with an emoji", with(segment(), "name", "\xf0\x9f\x98\x80"), "InvalidName"),
        bad("name a number", with(segment(), "name", 7), "InvalidName"),
        bad("trace_id missing", without(segment(), "trace_id"), "MissingTraceId"),
        bad("trace_id null", with(segment(), "trace_id", nullptr), "MissingTraceId"),
        bad("trace_id without version", with(segment(), "trace_id", "58406520-a006649127e371903a2de979"),
            "InvalidTraceId"),
        bad("trace_id of version 2", with(segment(), "trace_id", "2-58406520-a006649127e371903a2de979"),
            "InvalidTraceId"),
        bad("trace_id short", with(segment(), "trace_id", "1-58406520-a006649127e371903a2de97"),
            "InvalidTraceId"),
        bad("trace_id not hex", with(segment(), "trace_id", "1-5840652g-a006649127e371903a2de979"),
            "InvalidTraceId"),
        bad("trace_id a number", with(segment(), "trace_id", 1), "InvalidTraceId"),
        bad("start_time missing", without(segment(), "start_time"), "MissingStartTime"),
        bad("start_time null", with(segment(), "start_time", nullptr), "MissingStartTime"),
        bad("end_time missing", without(segment(), "end_time"), "MissingEndTime"),
        bad("end_time missing, not in progress", with(without(segment(), "end_time"), "in_progress", false),
            "MissingEndTime"),
        bad("end_time null", with(segment(), "end_time", nullptr), "MissingEndTime"),
        bad("in progress with an end", with(segment(), "in_progress", true), "InProgressSegmentHasEndTime"),
        bad("type other", with(segment(), "type", "other"), "UnknownType", "entity"),
        bad("type in capitals", with(segment(), "type", "Segment"), "UnknownType", "entity"),
        bad("type a number", with(segment(), "type", 1), "UnknownType", "entity"),
        bad("parent_id a word", with(segment(), "parent_id", "invalid"), "InvalidParentId"),
        bad("parent_id short", with(segment(), "parent_id", "70de5b6f19ff9a0"), "InvalidParentId"),
        bad("parent_id a number", with(segment(), "parent_id", 7), "InvalidParentId"),
    };
}

std::vector<BadDocument> broken_subsegments() {
    const std::string kind = "subsegment";
    return {
        bad("independent without parent", without(independent(), "parent_id"), "MissingParentId", kind),
        bad("independent with a bad parent", with(independent(), "parent_id", "x"), "InvalidParentId", kind),
        bad("independent without trace id", without(independent(), "trace_id"), "MissingTraceId", kind),
        bad("independent without id", without(independent(), "id"), "MissingId", kind),
        bad("independent without name", without(independent(), "name"), "MissingName", kind),
        bad("independent with a bad name", with(independent(), "name", "a;b"), "InvalidName", kind),
        bad("independent without start", without(independent(), "start_time"), "MissingStartTime", kind),
        bad("independent without end", without(independent(), "end_time"), "MissingEndTime", kind),
        bad("independent in progress with an end", with(independent(), "in_progress", true),
            "InProgressSubsegmentHasEndTime", kind),
        bad("embedded without id", parent_of(without(subsegment(), "id")), "MissingId", kind),
        bad("embedded with a bad id", parent_of(with(subsegment(), "id", "x")), "InvalidId", kind),
        bad("embedded without name", parent_of(without(subsegment(), "name")), "MissingName", kind),
        bad("embedded with a bad name", parent_of(with(subsegment(), "name", "SELECT *")), "InvalidName",
            kind),
        bad("embedded without start", parent_of(without(subsegment(), "start_time")), "MissingStartTime",
            kind),
        bad("embedded without end", parent_of(without(subsegment(), "end_time")), "MissingEndTime", kind),
        bad("embedded in progress with an end", parent_of(with(subsegment(), "in_progress", true)),
            "InProgressSubsegmentHasEndTime", kind),
        bad("embedded two levels deep",
            parent_of(with(subsegment(), "subsegments", json::array({without(subsegment(), "name")}))),
            "MissingName", kind),
    };
}

}  // namespace

TEST_CASE("PutTraceSegments: every bad document is refused in the service's words", "[segments]") {
    std::vector<BadDocument> all = texts_that_are_no_documents();
    for (BadDocument& document : broken_segments()) all.push_back(std::move(document));
    for (BadDocument& document : broken_subsegments()) all.push_back(std::move(document));
    REQUIRE(all.size() >= 60);
    Api api;
    for (const BadDocument& document : all) {
        INFO(document.what << ": " << document.text);
        const json answer = unprocessed(api, document.text);
        REQUIRE(answer == json::array({expected_entry(document)}));
    }
    REQUIRE(api.counters.documents_rejected == all.size());
    REQUIRE(api.counters.documents_received == all.size());
    REQUIRE(api.store->totals().segments == 0);
}

TEST_CASE("PutTraceSegments: what the service takes, we take", "[segments]") {
    const std::vector<std::pair<std::string, json>> good{
        {"a segment", segment()},
        {"type segment", with(segment(), "type", "segment")},
        {"in progress", with(without(segment(), "end_time"), "in_progress", true)},
        {"in progress said as false", with(segment(), "in_progress", false)},
        {"an independent subsegment", independent()},
        {"an embedded subsegment", parent_of(subsegment())},
        {"a name of 300 characters", with(segment(), "name", std::string(300, 'x'))},
        {"every sign a name may have", with(segment(), "name", "a_.:/%&#=+\\-@ 9")},
        {"a name in Japanese", with(segment(), "name", "\xe6\x97\xa5\xe6\x9c\xac")},
        {"start at 0", with(segment(), "start_time", 0)},
        {"start at -1", with(segment(), "start_time", -1)},
        {"a trace id of epoch 0", with(segment(), "trace_id", "1-00000000-59acf11bb85a4b4f9eda534e")},
        {"a W3C trace id", with(segment(), "trace_id", "58406520a006649127e371903a2de979")},
        {"an upper-case id", with(segment(), "id", "70DE5B6F19FF9A0B")},
        {"66,000 bytes", with(segment(), "metadata", {{"n", {{"k", std::string(66000, 'x')}}}})},
        {"unknown members", with(segment(), "Dummy", 1)},
        {"31 days ago", with(with(segment(), "start_time", 1787321600.0), "end_time", 1787321601.0)},
        {"600 s ahead", with(with(segment(), "start_time", 1790000600.0), "end_time", 1790000601.0)},
    };
    for (const auto& [what, document] : good) {
        Api api;
        INFO(what);
        REQUIRE(unprocessed(api, document.dump()) == json::array());
        REQUIRE(api.store->totals().segments == 1);
    }
}

TEST_CASE("PutTraceSegments: the good documents of a mixed call are kept", "[segments]") {
    Api api;
    const json answer =
        api.call("/TraceSegments", {{"TraceSegmentDocuments",
                                     {"[]", segment().dump(), without(segment(), "name").dump(),
                                      with(segment(), "id", "70de5b6f19ff9a0b").dump()}}});
    REQUIRE(answer["UnprocessedTraceSegments"].size() == 2);
    REQUIRE(answer["UnprocessedTraceSegments"][0]["ErrorCode"] == "ParseError");
    REQUIRE(answer["UnprocessedTraceSegments"][1]["ErrorCode"] == "MissingName");
    REQUIRE(answer["UnprocessedTraceSegments"][1]["Id"] == kId);
    REQUIRE(api.store->totals().segments == 2);
}

TEST_CASE("PutTraceSegments: bad requests", "[segments]") {
    Api api;
    const auto failure = [&](std::string_view body) {
        return failure_of(api.send("POST", "/TraceSegments", body));
    };
    const Failure missing = validation(
        "1 validation error detected: Value null at 'traceSegmentDocuments' failed to satisfy constraint: "
        "Member must not be null");
    REQUIRE(failure(R"({"TraceSegmentDocuments":[]})") == invalid_request("Segments can not be empty"));
    REQUIRE(failure("") == missing);
    REQUIRE(failure("{}") == missing);
    REQUIRE(failure(R"({"TraceSegmentDocuments":null})") == missing);
    REQUIRE(failure(R"({"traceSegmentDocuments":["x"]})") == missing);
    REQUIRE(failure(R"({"TraceSegmentDocuments":"x"})") ==
            serialization("STRING_VALUE can not be converted to a List"));
    REQUIRE(failure(R"({"TraceSegmentDocuments":{}})") ==
            serialization("Start of structure or map found where not expected"));
    REQUIRE(failure(R"({"TraceSegmentDocuments":[1]})") ==
            serialization("NUMBER_VALUE can not be converted to a String"));
    REQUIRE(failure(R"({"TraceSegmentDocuments":[true]})") ==
            serialization("TRUE_VALUE can not be converted to a String"));
    REQUIRE(failure(R"({"TraceSegmentDocuments":[{"id":"1"}]})") ==
            serialization("Start of structure or map found where not expected"));
    REQUIRE(failure(R"({"TraceSegmentDocuments":[["x"]]})") ==
            serialization("Start of list found where not expected"));
    REQUIRE(failure("[]") == serialization("Request body is not a JSON object"));
    REQUIRE(failure("{") == serialization("Request body is not valid JSON"));
    REQUIRE(failure("{}x") == serialization("Request body is not valid JSON"));
    REQUIRE(api.counters.documents_received == 0);
}

TEST_CASE("PutTraceSegments: a null entry is no document, the others are kept", "[segments]") {
    Api api;
    const json answer = api.call("/TraceSegments", {{"TraceSegmentDocuments", {nullptr, segment().dump()}}});
    REQUIRE(answer["UnprocessedTraceSegments"].size() == 1);
    REQUIRE(answer["UnprocessedTraceSegments"][0]["ErrorCode"] == "ParseError");
    REQUIRE(api.store->totals().segments == 1);
}

TEST_CASE("PutTraceSegments: the answers of the service to boundary probes are met", "[segments][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "segment-document-boundaries.json");
    const std::map<std::string, json> probes{
        {"valid control", segment()},
        {"name missing", without(segment(), "name")},
        {"name \"\"", with(segment(), "name", "")},
        {"end_time missing", without(segment(), "end_time")},
        {"in_progress false and end_time missing",
         with(without(segment(), "end_time"), "in_progress", false)},
        {"in_progress true with end_time", with(segment(), "in_progress", true)},
        {"type subsegment without parent_id", without(independent(), "parent_id")},
        {"trace_id missing", without(segment(), "trace_id")},
        {"id missing", without(segment(), "id")},
        {"id \"\"", with(segment(), "id", "")},
        {"parent_id \"invalid\"", with(segment(), "parent_id", "invalid")},
        {"name of 300 x", with(segment(), "name", std::string(300, 'x'))},
        {"start_time 0", with(segment(), "start_time", 0)},
        {"start_time -1", with(segment(), "start_time", -1)},
        {"type \"other\"", with(segment(), "type", "other")},
        {"times 31 days ago", with(segment(), "start_time", 1787321600.0)},
        {"times 600 s ahead", with(segment(), "end_time", 1790000601.0)},
        {"trace_id 1-00000000-<24 hex>", with(segment(), "trace_id", "1-00000000-59acf11bb85a4b4f9eda534e")},
        {"document of about 66,000 bytes (metadata padding)",
         with(segment(), "metadata", {{"n", {{"k", std::string(65700, 'x')}}}})},
        {"document []", json::array()},
    };
    REQUIRE(sample["cases"].size() == probes.size());
    for (const json& expected : sample["cases"]) {
        Api api;
        const std::string what = expected["case"];
        CAPTURE(what);
        const json answer = unprocessed(api, probes.at(what).dump());
        if (!expected.contains("ErrorCode")) {
            REQUIRE(answer == json::array());
            continue;
        }
        json entry{{"ErrorCode", expected["ErrorCode"]}, {"Message", expected["Message"]}};
        if (expected["Id"] == "given") entry["Id"] = kId;
        if (expected["Id"] == "") entry["Id"] = "";
        REQUIRE(answer == json::array({entry}));
    }
}

TEST_CASE("PutTelemetryRecords: records are counted, and refused as the service does", "[telemetry]") {
    Api api;
    const json record{{"Timestamp", 1790000000.5},
                      {"SegmentsReceivedCount", 1.9},
                      {"SegmentsSentCount", 99999999999},
                      {"BackendConnectionErrors", {{"HTTPCode4XXCount", 1}}}};
    REQUIRE(
        api.post("/TelemetryRecords", {{"TelemetryRecords", {record, record}}, {"EC2InstanceId", ""}}).body ==
        "{}");
    REQUIRE(api.call("/TelemetryRecords", {{"TelemetryRecords", json(30, record)}}) == json::object());
    REQUIRE(api.counters.telemetry_records == 32);
    REQUIRE(failure_of(api.post("/TelemetryRecords", {{"TelemetryRecords", json::array()}})) ==
            Failure{400, "InvalidRequestException", {{"Message", "Telemetry records cannot be empty"}}});
    REQUIRE(failure_of(api.post("/TelemetryRecords", {{"TelemetryRecords", {nullptr}}})) ==
            Failure{500, "InternalFailure", {{"message", nullptr}}});
    REQUIRE(failure_of(api.post("/TelemetryRecords", {{"TelemetryRecords", {json::object()}}})).type ==
            "ValidationException");
}
