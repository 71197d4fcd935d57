// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

// What GET /_emulator/doctor notices.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json findings_of(Api& api) {
    return json::parse(api.send("GET", "/_emulator/doctor").body)["findings"];
}

// The finding of that code; null where there is none.
json finding(Api& api, std::string_view code) {
    for (const json& one : findings_of(api)) {
        if (one["code"] == code) return one;
    }
    return nullptr;
}

json http(std::string_view method, std::string_view url) {
    return {{"request", {{"method", method}, {"url", url}}}, {"response", {{"status", 200}}}};
}

constexpr const char* kCall = "53995c3f42cd8ad9";

// front calls GET /items of a service called `name`, from 0.2 s to 0.8 s after its start.
json front(unsigned trace, double start, std::string_view name = "back:8080") {
    return segment(trace, start, start + 1,
                   {{"name", "front"},
                    {"subsegments",
                     {{{"id", kCall},
                       {"name", name},
                       {"namespace", "remote"},
                       {"start_time", start + 0.2},
                       {"end_time", start + 0.8},
                       {"http", http("GET", "http://back:8080/items?x=1")}}}}});
}

json back(unsigned trace, double start, const json& more = json::object()) {
    json members{
        {"name", "back"}, {"id", "53995c3f42cd8adb"}, {"http", http("GET", "http://10.0.0.1/items")}};
    members.update(more);
    return segment(trace, start, start + 0.2, members);
}

}  // namespace

TEST_CASE("doctor: a callee that begins a trace of its own is a matter of propagation", "[doctor]") {
    Api api;
    put(api, {front(1, kNow - 10), back(2, kNow - 9.7)});
    const json found = finding(api, "wrong-propagator");
    REQUIRE(found["severity"] == "warning");
    REQUIRE(found["count"] == 1);
    REQUIRE(found["traceId"] == trace_id(1));
    REQUIRE(found["message"] ==
            "\"front\" calls GET /items, and \"back\" begins a trace of its own: " + trace_id(2));
    REQUIRE_THAT(found["fix"].get<std::string>(), Catch::Contains("OTEL_PROPAGATORS=xray"));
}

TEST_CASE("doctor: no propagation is missed where time, request or answer say otherwise", "[doctor]") {
    Api api;
    // Too late; another request; answered.
    put(api, {front(1, kNow - 100), back(2, kNow - 50)});
    put(api, {front(3, kNow - 30), back(4, kNow - 29.7, {{"http", http("POST", "http://back/items")}})});
    put(api, {front(5, kNow - 10), back(5, kNow - 9.7, {{"parent_id", kCall}}), back(6, kNow - 9.6)});
    REQUIRE(finding(api, "wrong-propagator").is_null());
}

TEST_CASE("doctor: clocks that differ", "[doctor]") {
    Api api;
    put(api, {front(1, kNow - 10, "back"), back(1, kNow - 13, {{"parent_id", kCall}})});
    const json found = finding(api, "clock-skew");
    REQUIRE(found["severity"] == "warning");
    REQUIRE(found["message"] == "\"back\" starts 3.200 s before the call that led to it");
    REQUIRE(finding(api, "name-mismatch").is_null());
}

TEST_CASE("doctor: a service that calls itself otherwise than its caller does", "[doctor]") {
    Api api;
    put(api, {front(1, kNow - 10), back(1, kNow - 9.7, {{"parent_id", kCall}})});
    const json found = finding(api, "name-mismatch");
    REQUIRE(found["severity"] == "info");
    REQUIRE(found["message"] == "the call of \"back:8080\" is answered by \"back\"");
    REQUIRE(finding(api, "clock-skew").is_null());
}

TEST_CASE("doctor: attributes of OpenTelemetry that filters do not find", "[doctor]") {
    Api api;
    const json sdk{{"xray", {{"sdk", "opentelemetry for python"}}}};
    const json metadata{{"default", {{"customer", "alice"}, {"http.route", "/x"}, {"thread.id", 3}}}};
    put(api, {segment(1, kNow - 1, kNow, {{"aws", sdk}, {"metadata", metadata}})});
    const json found = finding(api, "unindexed-attribute");
    REQUIRE(found["severity"] == "info");
    REQUIRE(found["count"] == 1);
    REQUIRE_THAT(found["message"].get<std::string>(), Catch::Contains("\"customer\""));
    REQUIRE_THAT(found["fix"].get<std::string>(), Catch::Contains("aws.xray.annotations"));
}

TEST_CASE("doctor: metadata of an X-Ray SDK is meant as such", "[doctor]") {
    Api api;
    put(api, {segment(1, kNow - 1, kNow, {{"metadata", {{"default", {{"customer", "alice"}}}}}})});
    REQUIRE(finding(api, "unindexed-attribute").is_null());
}

TEST_CASE("doctor: traces that sampling left out", "[doctor]") {
    Api api;
    REQUIRE(finding(api, "sampling-left-out").is_null());
    const auto report = [&](int requests, int sampled) {
        api.call("/SamplingTargets", {{"SamplingStatisticsDocuments",
                                       {{{"RuleName", "Default"},
                                         {"ClientID", "0123456789abcdef01234567"},
                                         {"Timestamp", kNow},
                                         {"RequestCount", requests},
                                         {"SampledCount", sampled},
                                         {"BorrowCount", 0}}}}});
    };
    report(10, 10);
    REQUIRE(finding(api, "sampling-left-out").is_null());
    report(30, 2);
    const json found = finding(api, "sampling-left-out");
    REQUIRE(found["severity"] == "info");
    REQUIRE(found["message"] == "sampling by the rule \"Default\" has left out 28 of 40 requests");
}

TEST_CASE("doctor: who fetches sampling rules and sends no segments sends them elsewhere", "[doctor]") {
    Api api;
    REQUIRE(finding(api, "nothing-heard")["severity"] == "info");
    api.call("/GetSamplingRules", json::object());
    const json found = finding(api, "segments-elsewhere");
    REQUIRE(found["severity"] == "warning");
    REQUIRE(found["message"] == "a client has fetched sampling rules here, but no segment has arrived");
    REQUIRE(found["fix"].get<std::string>().find("AWS_XRAY_DAEMON_ADDRESS") != std::string::npos);
    REQUIRE(finding(api, "nothing-heard").is_null());

    put(api, {segment(1, kNow - 1, kNow)});
    REQUIRE(finding(api, "segments-elsewhere").is_null());
}
