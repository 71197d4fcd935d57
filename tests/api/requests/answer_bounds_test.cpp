// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/base/limits.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

// What an answer may become, whatever was sent before.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

std::string list_of(std::size_t count, std::string_view entry) {
    std::string list = R"({"TraceSegmentDocuments":[)";
    for (std::size_t i = 0; i < count; ++i) list.append(i == 0 ? "" : ",").append(entry);
    return list + "]}";
}

}  // namespace

TEST_CASE("answer bounds: a call has at most so many documents", "[bounds]") {
    Api api;
    for (const std::string_view entry : {R"("")", "null"}) {
        CAPTURE(entry);
        const json answer =
            json::parse(api.send("POST", "/TraceSegments", list_of(kMaxDocuments, entry)).body);
        REQUIRE(answer["UnprocessedTraceSegments"].size() == kMaxDocuments);
        const auto received = api.counters.documents_received.load();
        REQUIRE(failure_of(api.send("POST", "/TraceSegments", list_of(kMaxDocuments + 1, entry))) ==
                invalid_request("Segments can not be more than 10000"));
        REQUIRE(api.counters.documents_received == received);
    }
    // Whatever else the list holds, it is no longer read than that.
    REQUIRE(failure_of(api.send("POST", "/TraceSegments", list_of(kMaxDocuments + 1, "[]"))) ==
            invalid_request("Segments can not be more than 10000"));
}

TEST_CASE("answer bounds: a page of summaries ends before it is too long", "[bounds]") {
    Api api;
    const std::string url = "http://front/" + std::string(5'000'000, 'x');
    for (const unsigned trace : {1U, 2U, 3U}) {
        put(api, {segment(trace, kNow - trace, kNow, {{"http", {{"request", {{"url", url}}}}}})});
    }
    json request = range(kNow - 60, kNow + 60);
    for (const unsigned trace : {1U, 2U, 3U}) {
        const api::HttpResponse response = api.post("/TraceSummaries", request);
        REQUIRE(response.body.size() < kMaxPageBytes + 1'000);
        const json page = json::parse(response.body);
        REQUIRE(page["TraceSummaries"].size() == 1);
        REQUIRE(page["TraceSummaries"][0]["Id"] == trace_id(trace));
        REQUIRE(page["TracesProcessedCount"] == 1);
        REQUIRE(page["NextToken"].is_null() == (trace == 3));
        request["NextToken"] = page["NextToken"];
    }
}

TEST_CASE("answer bounds: traces that an answer has no room for are named as unprocessed", "[bounds]") {
    Api api;
    for (const unsigned trace : {1U, 2U, 3U}) {
        const std::string text(24'000'000, 'x');
        put(api, {segment(trace, kNow, kNow + 1, {{"metadata", {{"n", {{"k", text}}}}}})});
    }
    const api::HttpResponse response =
        api.post("/Traces", {{"TraceIds", {trace_id(1), trace_id(2), trace_id(3)}}});
    REQUIRE(response.body.size() < kMaxAnswerBytes + 1'000);
    const json answer = json::parse(response.body);
    REQUIRE(answer["Traces"].size() == 2);
    REQUIRE(answer["UnprocessedTraceIds"] == json::array({trace_id(3)}));
    REQUIRE(api.call("/Traces", {{"TraceIds", {trace_id(3)}}})["Traces"].size() == 1);
}

TEST_CASE("answer bounds: an export leaves out a trace that is larger than an answer may be", "[bounds]") {
    Api api;
    std::vector<std::string> warnings;
    api.context.warn = [&](std::string_view text) { warnings.emplace_back(text); };
    for (int part = 0; part < 3; ++part) {
        const std::string text(24'000'000, 'x');
        json large = segment(1, kNow, kNow + 1, {{"metadata", {{"n", {{"k", text}}}}}});
        large["id"] = "53995c3f42cd8ad" + std::to_string(part);
        put(api, {large});
    }
    put(api, {segment(2, kNow, kNow + 1)});
    const api::HttpResponse response = api.send("GET", "/_emulator/export", "");
    REQUIRE(response.stream != nullptr);
    std::string lines;
    for (bool last = false; !last;) {
        response.stream->start([&](const api::BodyPiece& piece) {
            lines += piece.text;
            last = piece.last;
        });
    }
    REQUIRE_FALSE(response.stream->has_failed());
    REQUIRE(json::parse(lines)["Id"] == trace_id(2));
    REQUIRE(warnings.size() == 1);
    REQUIRE_THAT(warnings[0], Catch::Contains(trace_id(1)));
}
