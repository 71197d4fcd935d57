// SPDX-License-Identifier: Apache-2.0
#include "core/trace/processed_document.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/support/traces.hpp"

using nlohmann::json;

namespace {

std::string processed(const std::string& members) {
    const xray::test::TraceFixture fixture({xray::test::document(
        R"({"id":"00000000000000A1","name":"svc","start_time":1795374305.403,"end_time":1795374305.459,)" +
        members + "}")});
    return xray::processed_document(fixture.trace, fixture.trace.segments.front());
}

}  // namespace

TEST_CASE("processed: members come in the service's order, times as Java writes them", "[processed]") {
    const std::string text =
        processed(R"("origin":"AWS::EC2::Instance","user":"u","service":{"version":"1"},"fault":true,
        "annotations":{"a":1},"metadata":{"n":{}},"aws":{"x":1},"http":{"response":{"status":500},"request":{"method":"GET",
        "url":"http://x/"}},"cause":"00000000000000e1","parent_id":"00000000000000F1","resource_arn":"arn:x",
        "subsegments":[{"id":"00000000000000b1","name":"s","start_time":1,"end_time":2,"namespace":"aws"}])");
    std::size_t last = 0;
    for (const char* member :
         {"id", "name", "start_time", "trace_id", "end_time", "parent_id", "fault", "http", "aws",
          "annotations", "metadata", "service", "user", "origin", "resource_arn", "cause", "subsegments"}) {
        INFO(member);
        const std::size_t place = text.find("\"" + std::string(member) + "\":", last);
        REQUIRE(place != std::string::npos);
        last = place;
    }
    CHECK(text.find(R"("start_time":1.795374305403E9)") != std::string::npos);
    CHECK(text.find(R"("id":"00000000000000a1")") == 1);
    CHECK(text.find(R"({"request":{"url":"http://x/","method":"GET"},"response":{"status":500}})") !=
          std::string::npos);
}

TEST_CASE("processed: what the schema does not know is left out", "[processed]") {
    const json document =
        json::parse(processed(R"("Dummy":false,"notTraced":true,"type":"segment","http":{"request":{
        "traced":true,"url":"u","extra":1},"response":{"status":"404","content_length":"50"}},"annotations":{"good":1,
        "null":null,"list":[1],"object":{}},"fault":"yes","error":false,"sql":"text","metadata":{"n":{"any":[1,null]}})"));
    for (const char* member : {"Dummy", "notTraced", "type", "fault", "sql"})
        CHECK_FALSE(document.contains(member));
    CHECK(document["http"]["request"] == json{{"url", "u"}});
    CHECK(document["http"]["response"] == json{{"status", "404"}, {"content_length", "50"}});
    CHECK(document["annotations"] == json{{"good", 1}});
    CHECK(document["error"] == false);
    CHECK(document["metadata"]["n"]["any"] == json::array({1, nullptr}));
}

TEST_CASE("processed: a cause in each of its five shapes", "[processed]") {
    const auto cause = [](const std::string& shape) { return json::parse(processed("\"cause\":" + shape)); };
    CHECK(cause("\"00000000000000e1\"")["cause"] == "00000000000000e1");
    CHECK(cause("{}")["cause"] == json::object());
    CHECK_FALSE(cause("null").contains("cause"));
    CHECK(cause(R"({"id":"fe16aaa54b8d4250"})")["cause"]["id"] == "fe16aaa54b8d4250");
    const json full = cause(
        R"({"working_directory":"/app","paths":["p"],"exceptions":[{"message":"m","type":"T","remote":false,
        "stack":[]},{"id":"00000000000000e2","stack":[{"path":null,"line":-2,"label":"l"}],"truncated":1}]})")
        ["cause"];
    CHECK(full["working_directory"] == "/app");
    CHECK(full["exceptions"][0] == json{{"message", "m"}, {"type", "T"}, {"remote", false}});
    CHECK(full["exceptions"][1]["stack"][0]["line"] == -2);
}

TEST_CASE("processed: names are cut at 200 characters, not bytes", "[processed]") {
    std::string long_name;
    for (int i = 0; i < 250; ++i) long_name += "é";
    const xray::test::TraceFixture fixture({xray::test::document(
        R"({"id":"00000000000000a1","name":")" + long_name + R"(","start_time":1,"end_time":2})")});
    const json document = json::parse(xray::processed_document(fixture.trace, 0));
    CHECK(document["name"].get<std::string>() == long_name.substr(0, 400));
}
