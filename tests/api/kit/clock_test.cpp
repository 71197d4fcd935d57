// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr std::string_view kDocument =
    R"({"trace_id":"1-58406520-a006649127e371903a2de979","id":"70de5b6f19ff9a0a","name":"a","start_time":1790000000,"end_time":1790000001})";

json clock_of(Api& api) {
    const api::HttpResponse response = api.send("GET", "/_emulator/clock");
    REQUIRE(response.status == 200);
    return json::parse(response.body);
}

json set_clock(Api& api, const json& body) {
    return api.call("/_emulator/clock", body);
}

std::size_t traces_found(Api& api) {
    return api.call("/TraceSummaries", {{"StartTime", 1789999999}, {"EndTime", 1790000001}})["TraceSummaries"]
        .size();
}

}  // namespace

TEST_CASE("clock: stops, moves, follows", "[clock]") {
    Api api;
    REQUIRE(clock_of(api) == json::parse(R"({"mode":"system","now":1790000000.25})"));
    REQUIRE(set_clock(api, {{"action", "freeze"}}) ==
            json::parse(R"({"mode":"frozen","now":1790000000.25})"));
    api.clock.advance(5);
    REQUIRE(clock_of(api)["now"] == 1790000000.25);
    REQUIRE(set_clock(api, {{"action", "advance"}, {"seconds", 1.5}}) ==
            json::parse(R"({"mode":"frozen","now":1790000001.75})"));
    REQUIRE(set_clock(api, {{"action", "freeze"}, {"at", 100}}) ==
            json::parse(R"({"mode":"frozen","now":100.0})"));
    REQUIRE(set_clock(api, {{"action", "follow"}}) ==
            json::parse(R"({"mode":"system","now":1790000005.25})"));
    REQUIRE(set_clock(api, {{"action", "advance"}, {"seconds", 60}}) ==
            json::parse(R"({"mode":"offset","now":1790000065.25})"));
    api.clock.advance(1);
    REQUIRE(clock_of(api)["now"] == 1790000066.25);
    REQUIRE(set_clock(api, {{"action", "freeze"}})["now"] == 1790000066.25);
}

TEST_CASE("clock: refuses what makes no sense and stays as it was", "[clock]") {
    Api api;
    for (const char* body :
         {R"({})", R"({"action":"stop"})", R"({"action":1})", R"({"action":"advance"})",
          R"({"action":"advance","seconds":-1})", R"({"action":"advance","seconds":"1"})",
          R"({"action":"advance","seconds":1e300})", R"({"action":"freeze","at":"now"})",
          R"({"action":"freeze","at":-1})", R"({"action":"freeze","at":1e15})", "[]", "{"}) {
        CAPTURE(body);
        const api::HttpResponse refused = api.send("POST", "/_emulator/clock", body);
        REQUIRE(refused.status == 400);
        REQUIRE(json::parse(refused.body).contains("Message"));
        REQUIRE(clock_of(api) == json::parse(R"({"mode":"system","now":1790000000.25})"));
    }
    REQUIRE(header_of(api.send("PUT", "/_emulator/clock"), "Allow") == "GET, POST");
}

TEST_CASE("clock: what hangs on the time moves with it, the process's uptime does not", "[clock]") {
    Api api;
    (void)set_clock(api, {{"action", "freeze"}});
    REQUIRE(api.call("/PutEncryptionConfig",
                     {{"Type", "KMS"}, {"KeyId", "alias/a"}})["EncryptionConfig"]["Status"] == "UPDATING");
    REQUIRE(api.call("/UpdateTraceSegmentDestination", {{"Destination", "CloudWatchLogs"}})["Status"] ==
            "PENDING");
    api.clock.advance(100);
    REQUIRE(api.call("/EncryptionConfig")["EncryptionConfig"]["Status"] == "UPDATING");
    (void)set_clock(api, {{"action", "advance"}, {"seconds", 1}});
    REQUIRE(api.call("/EncryptionConfig")["EncryptionConfig"]["Status"] == "ACTIVE");
    REQUIRE(api.call("/GetTraceSegmentDestination")["Status"] == "ACTIVE");
    REQUIRE(json::parse(api.send("GET", "/_emulator/health").body)["uptimeSeconds"] == 100.0);
}

TEST_CASE("clock: leases of reservoirs run out", "[clock]") {
    Api api;
    const auto quota = [&api](const char* client) {
        const json report{{"RuleName", "Default"},
                          {"ClientID", client},
                          {"Timestamp", 1790000000},
                          {"RequestCount", 1},
                          {"SampledCount", 1}};
        return api.call("/SamplingTargets", {{"SamplingStatisticsDocuments",
                                              {report}}})["SamplingTargetDocuments"][0]["ReservoirQuota"];
    };
    REQUIRE(quota("111111111111111111111111").is_null());
    REQUIRE(quota("111111111111111111111111") == 1);
    (void)set_clock(api, {{"action", "advance"}, {"seconds", 301}});
    REQUIRE(quota("000000000000000000000000").is_null());
    REQUIRE(quota("000000000000000000000000") == 1);
}

TEST_CASE("clock: retention has deleted old traces when the call answers", "[clock]") {
    Api api;
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kDocument}}});
    REQUIRE(traces_found(api) == 1);
    (void)set_clock(api, {{"action", "advance"}, {"seconds", 31 * 86400}});
    REQUIRE(json::parse(api.send("GET", "/_emulator/health").body)["segments"] == 0);
    (void)set_clock(api, {{"action", "follow"}});
    REQUIRE(traces_found(api) == 0);
}

TEST_CASE("clock: traces that a delay holds back are there when the call answers", "[clock]") {
    Api api(storage::StoreOptions{.indexing_delay = 3600 * kMicrosPerSecond});
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kDocument}}});
    REQUIRE(traces_found(api) == 0);
    (void)set_clock(api, {{"action", "advance"}, {"seconds", 3599}});
    REQUIRE(traces_found(api) == 0);
    REQUIRE(json::parse(api.send("GET", "/_emulator/health").body)["traces"] == 0);
    (void)set_clock(api, {{"action", "advance"}, {"seconds", 1}});
    REQUIRE(json::parse(api.send("GET", "/_emulator/health").body)["traces"] == 1);
}

TEST_CASE("clock: is read and moved by many threads", "[clock]") {
    ManualClock system(1000);
    api::AdjustableClock clock(system);
    std::atomic<bool> done = false;
    std::atomic<int> steps_back = 0;
    std::thread reader([&] {
        for (Micros last = 0; !done;) {
            const Micros now = clock.now();
            if (now < last) ++steps_back;
            last = now;
        }
    });
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(clock.advance(kMicrosPerSecond));
        REQUIRE(clock.freeze(std::nullopt));
    }
    done = true;
    reader.join();
    REQUIRE(steps_back == 0);
    REQUIRE(clock.now() == 2000 * kMicrosPerSecond);
}
