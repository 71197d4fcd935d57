// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <string>

#include "api/context/operation_times.hpp"
#include "api/emulator_api/metrics_text.hpp"
#include "api/request/model.hpp"
#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::string_view kGood =
    R"({"trace_id":"1-58406520-a006649127e371903a2de979","id":"70de5b6f19ff9a0a","name":"a","start_time":1,"end_time":2})";

// Every sample of GET /metrics, by its name with its labels.
std::map<std::string, double> samples(Api& api) {
    std::istringstream lines(api.send("GET", "/metrics").body);
    std::map<std::string, double> found;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#')) continue;
        const std::size_t space = line.rfind(' ');
        REQUIRE(found.emplace(line.substr(0, space), std::stod(line.substr(space + 1))).second);
    }
    return found;
}

std::string of(std::string_view metric, std::string_view operation) {
    return "xray_emulator_operation_" + std::string(metric) + "{operation=\"" + std::string(operation) +
           "\"}";
}

}  // namespace

TEST_CASE("metrics: every operation has its counts from the start", "[metrics]") {
    Api api;
    const std::map<std::string, double> before = samples(api);
    for (const std::string_view operation : api::model::operation_names()) {
        CAPTURE(operation);
        for (const char* const metric : {"requests_total", "errors_total", "faults_total"})
            CHECK(before.at(of(metric, operation)) == 0);
        CHECK(before.count(of("duration_seconds_count", operation)) == 0);
    }
}

TEST_CASE("metrics: a call counts for its operation, by how it ended", "[metrics]") {
    Api api;
    for (int i = 0; i < 3; ++i) (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {kGood}}});
    REQUIRE(api.send("POST", "/TraceSegments", "{}").status == 400);
    REQUIRE(api.send("PUT", "/_emulator/faults",
                     R"({"faults":[{"operation":"GetGroups","error":"InternalFailure","count":1}]})")
                .status == 200);
    REQUIRE(api.send("POST", "/Groups", "{}").status == 500);
    const std::map<std::string, double> after = samples(api);
    CHECK(after.at(of("requests_total", "PutTraceSegments")) == 4);
    CHECK(after.at(of("errors_total", "PutTraceSegments")) == 1);
    CHECK(after.at(of("faults_total", "PutTraceSegments")) == 0);
    CHECK(after.at(of("requests_total", "GetGroups")) == 1);
    CHECK(after.at(of("errors_total", "GetGroups")) == 0);
    CHECK(after.at(of("faults_total", "GetGroups")) == 1);
    CHECK(after.at(of("requests_total", "GetTraceSummaries")) == 0);
}

TEST_CASE("metrics: what is no operation counts for none", "[metrics]") {
    Api api;
    (void)api.send("GET", "/_emulator/health");
    (void)api.send("GET", "/TraceSegments");
    (void)api.send("POST", "/NoOperation", "{}");
    for (const auto& [name, value] : samples(api)) {
        CAPTURE(name);
        if (name.starts_with("xray_emulator_operation_")) CHECK(value == 0);
    }
}

TEST_CASE("metrics: the classes of a histogram hold each other, and all calls in the last", "[metrics]") {
    Api api;
    for (int i = 0; i < 5; ++i) (void)api.call("/Groups", json::object());
    const std::map<std::string, double> found = samples(api);
    double before = 0;
    for (const auto bound : api::OperationTimes::kBounds) {
        const std::string name =
            "xray_emulator_operation_duration_seconds_bucket{operation=\"GetGroups\",le=\"" +
            api::seconds_text(bound) + "\"}";
        CAPTURE(name);
        REQUIRE(found.at(name) >= before);
        before = found.at(name);
    }
    CHECK(found.at(R"(xray_emulator_operation_duration_seconds_bucket{operation="GetGroups",le="+Inf"})") ==
          5);
    CHECK(found.at(of("duration_seconds_count", "GetGroups")) == 5);
    CHECK(found.at(of("duration_seconds_sum", "GetGroups")) > 0);
}

TEST_CASE("metrics: a time belongs to the first class whose bound it does not pass", "[metrics]") {
    api::OperationTimes times;
    for (const std::chrono::nanoseconds took :
         {std::chrono::nanoseconds{0}, std::chrono::nanoseconds{100us}, std::chrono::nanoseconds{100'001},
          std::chrono::nanoseconds{10s}, std::chrono::nanoseconds{10'000'000'001}})
        times.count("GetGroups", took, 200);
    times.count("NoOperation", 1s, 200);
    for (const api::OperationTimes::Reading& reading : times.read()) {
        CAPTURE(reading.operation);
        std::array<std::uint64_t, api::OperationTimes::kClasses> expected{};
        if (reading.operation == "GetGroups") {
            expected[0] = 2;
            expected[1] = 1;
            expected[expected.size() - 2] = 1;
            expected.back() = 1;
            CHECK(reading.total == 20'000'200'002ns);
        }
        CHECK(reading.calls == expected);
    }
}

TEST_CASE("metrics: build_info tells version and build, quoted as the format wants it", "[metrics]") {
    Api api;
    api.context.build = "a \"b\" c\\d\ne";
    const std::string body = api.send("GET", "/metrics").body;
    CHECK_THAT(body, Catch::Contains("# TYPE xray_emulator_build_info gauge\n"
                                     R"(xray_emulator_build_info{version="1.2.3",build="a \"b\" c\\d\ne"} 1)"
                                     "\n"));
}

TEST_CASE("metrics: times are decimal seconds", "[metrics]") {
    for (const auto& [time, text] : std::map<std::chrono::nanoseconds, std::string>{
             {0ns, "0"}, {1ns, "0.000000001"}, {2500us, "0.0025"}, {10s, "10"}, {61s + 50ms, "61.05"}})
        CHECK(api::seconds_text(time) == text);
}
