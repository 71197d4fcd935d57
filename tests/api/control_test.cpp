// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr std::string_view kGood =
    R"({"trace_id":"1-58406520-a006649127e371903a2de979","id":"70de5b6f19ff9a0a","name":"a","start_time":1,"end_time":2})";

json get(Api& api, std::string_view target) {
    const api::HttpResponse response = api.send("GET", target);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
}

}  // namespace

TEST_CASE("control: health tells version, contents and uptime", "[control]") {
    Api api;
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kGood}}});
    api.clock.advance(12.5);
    REQUIRE(get(api, "/_emulator/health") ==
            json::parse(R"({"status":"ok","version":"1.2.3","segments":1,"traces":1,"uptimeSeconds":12.5})"));
}

TEST_CASE("control: reset forgets traces and refusals", "[control]") {
    Api api;
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kGood, "[]"}}});
    for (const std::string_view body : {"", "{}", R"({"all":true})", R"({"all":false})"}) {
        CAPTURE(body);
        REQUIRE(api.send("POST", "/_emulator/reset", body).body == "{}");
    }
    REQUIRE(get(api, "/_emulator/health")["segments"] == 0);
    REQUIRE(get(api, "/_emulator/stats")["last_rejected"].empty());
    REQUIRE(get(api, "/_emulator/stats")["rejected_by_reason"] == json::object());
    REQUIRE(api.send("POST", "/_emulator/reset", R"({"all":1})").status == 400);
    REQUIRE(api.send("POST", "/_emulator/reset", "{").status == 400);
}

TEST_CASE("control: the books of stats balance and name what was refused", "[control]") {
    Api api;
    const std::string good(kGood);
    const std::vector<std::string> datagrams{"{\"format\":\"json\",\"version\":1}\n" + good, "", "no header",
                                             "{\"format\": \"json\", \"version\": 1}\n{\"id\":\"1\"}"};
    const std::vector<std::string_view> views(datagrams.begin(), datagrams.end());
    api.ingest.accept_datagrams(views);
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {"[]", "nonsense", good}}});
    api.store->settle();
    const json stats = get(api, "/_emulator/stats");
    REQUIRE(stats["datagrams_received"] == 4);
    REQUIRE(stats["datagrams_empty"] == 1);
    REQUIRE(stats["datagrams_rejected"] == 1);
    REQUIRE(stats["documents_received"] == 5);
    REQUIRE(stats["documents_rejected"] == 3);
    REQUIRE(stats["documents_received"].get<int>() ==
            stats["documents_stored"].get<int>() + stats["documents_duplicate"].get<int>() +
                stats["documents_rejected"].get<int>() + stats["documents_dropped"].get<int>());
    REQUIRE(stats["rejected_by_reason"] ==
            json::parse(R"({"InvalidId":1,"MissingHeader":1,"ParseError":2})"));
    REQUIRE(stats["last_rejected"].size() == 4);
    REQUIRE(
        stats["last_rejected"][0] ==
        json::parse(
            R"({"at":1790000000.25,"excerpt":"nonsense","message":"Invalid segment. ErrorCode: ParseError",
                            "reason":"ParseError","source":"PutTraceSegments"})"));
    REQUIRE(stats["last_rejected"][3]["source"] == "UDP");
    REQUIRE(stats["last_rejected"][3]["excerpt"] == "no header");
}

TEST_CASE("control: metrics are Prometheus text", "[control]") {
    Api api;
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kGood}}});
    const api::HttpResponse response = api.send("GET", "/metrics");
    REQUIRE(response.content_type == "text/plain; version=0.0.4; charset=utf-8");
    REQUIRE(response.body.find("# TYPE xray_emulator_documents_received_total counter\n"
                               "xray_emulator_documents_received_total 1\n") != std::string::npos);
    REQUIRE(response.body.find("# TYPE xray_emulator_traces gauge\nxray_emulator_traces 1\n") !=
            std::string::npos);
}

TEST_CASE("control: unknown paths and wrong methods are told apart", "[control]") {
    Api api;
    for (const std::string_view path : {"/_emulator", "/_emulator/", "/_emulator/nothing"}) {
        const api::HttpResponse unknown = api.send("GET", path);
        REQUIRE(unknown.status == 404);
        REQUIRE(json::parse(unknown.body).contains("Message"));
    }
    const api::HttpResponse wrong = api.send("POST", "/_emulator/health");
    REQUIRE(wrong.status == 405);
    REQUIRE(header_of(wrong, "Allow") == "GET");
    REQUIRE(header_of(api.send("GET", "/_emulator/reset"), "Allow") == "POST");
}

TEST_CASE("control: the start page says what this is", "[control]") {
    Api api;
    const api::HttpResponse page = api.send("GET", "/");
    REQUIRE(page.status == 200);
    REQUIRE(page.content_type == "text/html; charset=utf-8");
    REQUIRE(page.body.find("xray-emulator 1.2.3") != std::string::npos);
    const api::HttpResponse head = api.send("HEAD", "/_emulator/health");
    REQUIRE(head.status == 200);
    REQUIRE(head.body.empty());
}
