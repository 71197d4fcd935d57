// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

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
                            "explanation":"the text is no JSON from byte 0 on: syntax error","position":0,
                            "reason":"ParseError","source":"PutTraceSegments"})"));
    REQUIRE(stats["last_rejected"][3]["source"] == "UDP");
    REQUIRE(stats["last_rejected"][3]["excerpt"] == "no header");
}

TEST_CASE("control: stats tell member, sender and reason of what was refused", "[control]") {
    Api api;
    const std::vector<std::string> datagrams{
        "no header",
        "{\"format\":\"json\",\"version\":1}\n"
        R"({"trace_id":"1-58406520-a006649127e371903a2de979","id":"70de5b6f19ff9a0a","name":"a","start_time":"x"})"};
    const std::vector<std::string_view> views(datagrams.begin(), datagrams.end());
    api.ingest.accept_datagrams(views,
                                [](std::size_t number) { return "10.0.0.1:" + std::to_string(number); });
    const json rejected = get(api, "/_emulator/stats")["last_rejected"];
    CHECK(rejected[0]["sender"] == "10.0.0.1:1");
    CHECK(rejected[0]["member"] == "start_time");
    CHECK(rejected[0]["message"] == "Invalid segment. ErrorCode: ParseError");
    CHECK(rejected[0]["explanation"] == "start_time must be a number: seconds since 1970, but is \"x\"");
    CHECK(rejected[1]["sender"] == "10.0.0.1:0");
    CHECK(rejected[1]["explanation"] == "no newline: the header line is missing");
}

TEST_CASE("control: times that can hardly be meant are told, counted, and taken all the same", "[control]") {
    Api api;
    const auto put = [&](double start, const std::string& more) {
        const std::string document =
            R"({"trace_id":"1-58406520-a006649127e371903a2de979","id":"70de5b6f19ff9a0a","name":"shop","start_time":)" +
            json(start).dump() + "," + more + "}";
        const json answer = api.call("/TraceSegments", {{"TraceSegmentDocuments", {document}}});
        REQUIRE(answer["UnprocessedTraceSegments"].empty());
    };
    put(1790000000, R"("end_time":1790000001)");
    put(1790003600, R"("in_progress":true)");
    REQUIRE(get(api, "/_emulator/stats")["last_warnings"].empty());

    put(1790000000123, R"("end_time":1790000000456)");
    put(1790000000, R"("end_time":1789999999)");
    put(1790003601, R"("in_progress":true)");
    const json stats = get(api, "/_emulator/stats");
    CHECK(stats["warnings_by_reason"] ==
          json{{"EndBeforeStart", 1}, {"InTheFuture", 1}, {"Milliseconds", 1}});
    CHECK(stats["last_warnings"][2] ==
          json{{"at", 1790000000.25},
               {"explanation", "start_time 1790000000123.0 looks like milliseconds; X-Ray counts in seconds"},
               {"id", "70de5b6f19ff9a0a"},
               {"name", "shop"},
               {"reason", "Milliseconds"},
               {"source", "PutTraceSegments"},
               {"traceId", "1-58406520-a006649127e371903a2de979"}});
    CHECK(stats["last_warnings"][1]["explanation"] ==
          "end_time 1789999999.0 is before start_time 1790000000.0");
    (void)api.call("/_emulator/reset");
    CHECK(get(api, "/_emulator/stats")["warnings_by_reason"] == json::object());
}

TEST_CASE("control: stats tell where the emulator listens, and who was heard last", "[control]") {
    Api api;
    json stats = get(api, "/_emulator/stats");
    CHECK(stats["heard"] == json{{"otlp", nullptr}, {"samplingRules", nullptr}, {"udp", nullptr}});
    CHECK(stats["listening"] ==
          json{{"bind", nullptr}, {"http", nullptr}, {"otlpGrpc", nullptr}, {"udp", nullptr}});
    CHECK(stats["indexing_delay_seconds"] == 0.0);

    api.context.udp_address = "127.0.0.1:2000";
    api.context.http_address = "http://127.0.0.1:2000";
    api.context.otlp_grpc_address = "http://127.0.0.1:4317";
    api.context.bind_address = "0.0.0.0";
    api.context.indexing_delay = 2'500'000;
    const std::string header = "{\"format\":\"json\",\"version\":1}\n";
    const std::string good = header + std::string(kGood);
    const std::vector<std::string_view> datagrams{good, "no header"};
    api.ingest.accept_datagrams(datagrams,
                                [](std::size_t number) { return "10.0.0.1:" + std::to_string(number); });
    (void)api.send("POST", "/GetSamplingRules", "{}", {{"User-Agent", "Boto3/1.40"}});
    api.clock.advance(1);
    // The console asks all the time, and a request that is refused has heard nothing.
    (void)api.send("POST", "/GetSamplingRules", "{}",
                   {{"User-Agent", "Mozilla/5.0"}, {"Sec-Fetch-Site", "same-origin"}});
    (void)api.send("POST", "/v1/traces", "{}", {{"Content-Type", "application/json"}});
    (void)api.send("POST", "/v1/traces", "{", {{"Content-Type", "application/json"}, {"User-Agent", "OTel"}});
    stats = get(api, "/_emulator/stats");
    CHECK(stats["heard"]["udp"] == json{{"at", 1790000000.25}, {"by", "10.0.0.1:0"}});
    CHECK(stats["heard"]["samplingRules"] == json{{"at", 1790000000.25}, {"by", "Boto3/1.40"}});
    CHECK(stats["heard"]["otlp"] == json{{"at", 1790000001.25}, {"by", ""}});
    CHECK(stats["listening"] == json{{"bind", "0.0.0.0"},
                                     {"http", "http://127.0.0.1:2000"},
                                     {"otlpGrpc", "http://127.0.0.1:4317"},
                                     {"udp", "127.0.0.1:2000"}});
    CHECK(stats["indexing_delay_seconds"] == 2.5);

    (void)api.call("/_emulator/reset");
    CHECK(get(api, "/_emulator/stats")["heard"]["udp"] == nullptr);
}

TEST_CASE("control: after a reset all that counts refusals agrees", "[control]") {
    Api api;
    const auto put = [&](const json& documents) {
        (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", documents}});
    };
    put({"[]", "x", kGood});
    const std::vector<std::string_view> datagrams{"no header"};
    api.ingest.accept_datagrams(datagrams);
    (void)api.call("/_emulator/reset");
    json stats = get(api, "/_emulator/stats");
    for (const char* const name : {"documents_received", "documents_stored", "documents_rejected",
                                   "datagrams_rejected", "datagrams_received"}) {
        CAPTURE(name);
        CHECK(stats[name] == 0);
    }
    CHECK(stats["rejected_by_reason"] == json::object());
    CHECK(stats["last_rejected"].empty());

    put({"[]", kGood});
    stats = get(api, "/_emulator/stats");
    CHECK(stats["documents_received"] == 2);
    CHECK(stats["documents_stored"] == 1);
    CHECK(stats["documents_rejected"] == 1);
    CHECK(stats["rejected_by_reason"] == json{{"ParseError", 1}});
    CHECK(stats["last_rejected"].size() == 1);
    // Scrapers expect counters that never go back.
    CHECK_THAT(api.send("GET", "/metrics").body,
               Catch::Contains("\nxray_emulator_documents_rejected_total 3\n"));
}

TEST_CASE("control: a reset that asks for what is not there does nothing", "[control]") {
    Api api;
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kGood}}});
    for (const auto& [body, message] : std::vector<std::pair<std::string, std::string>>{
             {R"({"All":true})", "Unknown member \"All\"; there is only all"},
             {R"({"all":true,"traces":true})", "Unknown member \"traces\"; there is only all"},
             {R"({"all":"yes"})", "\"all\" must be true or false"},
             {R"({"all":null})", "\"all\" must be true or false"}}) {
        CAPTURE(body);
        const api::HttpResponse refused = api.send("POST", "/_emulator/reset", body);
        CHECK(refused.status == 400);
        CHECK(json::parse(refused.body) == json{{"Message", message}});
    }
    REQUIRE(get(api, "/_emulator/health")["segments"] == 1);
}

TEST_CASE("control: every error under /_emulator has a Message", "[control]") {
    Api api;
    for (const std::string_view target :
         {"/_emulator/nothing", "/_emulator/reset", "/_emulator/clock", "/_emulator/wait",
          "/_emulator/sampling/explain", "/_emulator/events", "/_emulator/stats"}) {
        for (const auto& headers :
             {std::vector<std::pair<std::string, std::string>>{},
              std::vector<std::pair<std::string, std::string>>{{"Content-Encoding", "gzip"}}}) {
            CAPTURE(target);
            const api::HttpResponse refused = api.send("POST", target, "{\"x\":", headers);
            REQUIRE(refused.status >= 400);
            CHECK(json::parse(refused.body)["Message"].is_string());
        }
    }
    const api::HttpResponse timed_out = api.post("/_emulator/wait", {{"Count", 0}});
    CHECK(json::parse(timed_out.body)["Message"].is_string());
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

TEST_CASE("control: the first page is for people, and HEAD asks for no body", "[control]") {
    Api api;
    const api::HttpResponse page = api.send("GET", "/");
    REQUIRE(page.status == 200);
    REQUIRE(page.content_type == "text/html; charset=utf-8");
    REQUIRE(page.body.find("<title>X-Ray emulator</title>") != std::string::npos);
    const api::HttpResponse head = api.send("HEAD", "/_emulator/health");
    REQUIRE(head.status == 200);
    REQUIRE(head.body.empty());
}
