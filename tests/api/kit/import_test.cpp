// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "core/base/limits.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

// What /_emulator/import reads, beside what an export writes.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

std::string problem_of(Api& api, std::string_view text) {
    const api::HttpResponse response = api.send("POST", "/_emulator/import", text);
    REQUIRE(response.status == 400);
    return json::parse(response.body)["Message"];
}

json imported(Api& api, std::string_view text) {
    const api::HttpResponse response = api.send("POST", "/_emulator/import", text);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
}

std::string trace_of(std::string_view members) {
    return R"({"Id":")" + trace_id(1) + "\"," + std::string(members) + "}";
}

std::string documents(std::size_t count) {
    std::string list = R"("Documents":[)";
    for (std::size_t i = 0; i < count; ++i) list += i == 0 ? "\"{}\"" : ",\"{}\"";
    return list + "]";
}

}  // namespace

TEST_CASE("import: a request has at most so many documents", "[import]") {
    Api api;
    REQUIRE(imported(api, trace_of(documents(kMaxImportDocuments)))["Refused"] == kMaxImportDocuments);
    const auto received = api.counters.documents_received.load();
    REQUIRE_THAT(problem_of(api, trace_of(documents(kMaxImportDocuments + 1))),
                 Catch::Contains("more documents"));
    const std::string half = trace_of(documents(kMaxImportDocuments / 2)) + "\n";
    REQUIRE_THAT(problem_of(api, half + half + trace_of(documents(1))), Catch::StartsWith("line 3: "));
    REQUIRE(api.counters.documents_received == received);
}

TEST_CASE("import: what is no document is refused with all that comes with it", "[import]") {
    Api api;
    const std::string good = json(segment(2, kNow - 1, kNow).dump()).dump();
    for (const std::string_view other : {"1", "null", "true", "1.5", "{}", "[]", R"({"a":[{}]})"}) {
        const std::string with = "[" + good + "," + std::string(other) + "]";
        CAPTURE(with);
        REQUIRE_THAT(problem_of(api, trace_of("\"Documents\":" + with)),
                     Catch::Contains(trace_id(1) + " has a document that is no text"));
        REQUIRE_THAT(problem_of(api, trace_of("\"Segments\":[{\"Document\":" + good + "}," +
                                              std::string(other) + "]")),
                     Catch::Contains(trace_id(1) + " has a segment without a Document"));
    }
    REQUIRE(api.counters.documents_received == 0);
}

TEST_CASE("import: the line at fault is named", "[import]") {
    Api api;
    const std::string good = trace_of(documents(0)) + "\n";
    REQUIRE(problem_of(api, good + "\n1\n") == "line 3: there are no traces");
    REQUIRE(problem_of(api, "{}\n" + good) == "line 1: there is a trace without an Id");
    REQUIRE(problem_of(api, good + "{\"Id\":") == "line 2 is no JSON");
    REQUIRE(problem_of(api, "{\n}") == "there is a trace without an Id");
    const std::string deep = std::string(kMaxRequestDepth + 1, '[') + std::string(kMaxRequestDepth + 1, ']');
    REQUIRE(problem_of(api, trace_of("\"Other\":" + deep)) == "line 1 is no JSON");
}

TEST_CASE("import: members that say nothing of documents are passed over", "[import]") {
    Api api;
    const std::string document = segment(1, kNow - 1, kNow).dump();
    const json trace{{"Id", trace_id(1)},
                     {"Duration", 1},
                     {"Segments", {{{"Id", "x"}, {"Document", document}, {"Documents", {1, 2}}}}},
                     {"Other", {{"Id", 1}, {"Segments", {{{"Document", 1}}}}, {"Documents", {1}}}}};
    for (const json& text :
         {trace, json::array({trace}), json{{"NextToken", nullptr}, {"Traces", {trace}}, {"Id", 1}}}) {
        CAPTURE(text.dump());
        REQUIRE(imported(api, text.dump()) ==
                json{{"Documents", 1}, {"Refused", 0}, {"Traces", 1}, {"Unprocessed", json::array()}});
    }
}

TEST_CASE("import: white space costs next to nothing", "[import]") {
    Api api;
    const std::string lines(30'000'000, '\n');
    REQUIRE(imported(api, lines)["Traces"] == 0);
    REQUIRE_THAT(problem_of(api, "[" + lines + "x"), Catch::Contains("no JSON"));
}
