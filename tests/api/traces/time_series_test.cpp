// SPDX-License-Identifier: Apache-2.0
// GetTimeSeriesServiceStatistics.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/api/support/trace_requests.hpp"

using nlohmann::json;
using namespace xray::tests;

namespace {

json points(Api& api, const json& request) {
    return api.call("/TimeSeriesServiceStatistics", request)["TimeSeriesServiceStatistics"];
}

}  // namespace

TEST_CASE("time series: by the minute of receipt, stamped with its end", "[traces]") {
    Api api;
    put(api, {segment(1, 1000, 1001.25), segment(2, 2000, 2002.5, {{"error", true}})});
    const double minute_end = (std::floor(kNow / 60) + 1) * 60;
    const json answer = api.call("/TimeSeriesServiceStatistics", range(minute_end, minute_end + 60));
    REQUIRE(answer["TimeSeriesServiceStatistics"].size() == 1);
    const json& point = answer["TimeSeriesServiceStatistics"][0];
    CHECK(point["Timestamp"] == minute_end);
    CHECK(point["EdgeSummaryStatistics"]["TotalCount"] == 2);
    CHECK(point["EdgeSummaryStatistics"]["TotalResponseTime"] == 3.75);
    CHECK(point["ServiceSummaryStatistics"].is_null());
    CHECK(point["ServiceForecastStatistics"] == json::object());
    CHECK(api.call("/TimeSeriesServiceStatistics", range(1000, 3000))["TimeSeriesServiceStatistics"].empty());
    const json service = api.call(
        "/TimeSeriesServiceStatistics",
        with(with(range(minute_end, minute_end + 60), "EntitySelectorExpression", "service(\"front\")"),
             "Period", 300));
    CHECK(service["TimeSeriesServiceStatistics"][0]["ServiceSummaryStatistics"]["TotalCount"] == 2);
    CHECK(std::fmod(service["TimeSeriesServiceStatistics"][0]["Timestamp"].get<double>(), 300) == 0);
    CHECK(failure_of(api.post("/TimeSeriesServiceStatistics", with(range(0, 60), "Period", 61))) ==
          invalid_request("Time period must be one of [60, 300]"));
    CHECK(failure_of(api.post("/TimeSeriesServiceStatistics",
                              with(range(0, 60), "EntitySelectorExpression", "id(0)"))) ==
          invalid_request("Error Location: line 1, position 1 : Invalid input symbol: 'id'"));
}

TEST_CASE("time series: a group's points are those of the same traces", "[traces]") {
    Api api;
    (void)api.call("/CreateGroup", {{"GroupName", "all"}, {"FilterExpression", "duration >= 0"}});
    const json call{{"id", "00000000000000b1"},
                    {"name", "table"},
                    {"namespace", "remote"},
                    {"start_time", 1000},
                    {"end_time", 1000.75}};
    put(api, {segment(1, 1000, 1001.25, {{"subsegments", json::array({call})}}), segment(2, 2000, 2002.5)});
    api.clock.advance(130);
    put(api, {segment(3, 1000, 1003, {{"fault", true}})});
    const json request = range(kNow - 100, kNow + 600);
    for (const std::string selector : {"", "service(\"front\")", "service(\"table\")",
                                       "edge(\"front\", \"table\")", "service(\"none\")"}) {
        CAPTURE(selector);
        json asked = request;
        if (!selector.empty()) asked["EntitySelectorExpression"] = selector;
        const json expected = points(api, asked);
        CHECK(expected.size() == 2);
        CHECK(points(api, with(asked, "GroupName", "all")) == expected);
    }
}

TEST_CASE("time series: pages, the newest points first", "[traces]") {
    Api api;
    const int minutes = 1500;
    for (int minute = 0; minute < minutes; ++minute) {
        put(api, {segment(static_cast<unsigned>(minute), 1000, 1001)});
        api.clock.advance(60);
    }
    json request = range(kNow - 60, kNow + 60 * (minutes + 2));
    std::vector<double> times;
    int pages = 0;
    for (;;) {
        const json answer = api.call("/TimeSeriesServiceStatistics", request);
        ++pages;
        for (const json& point : answer["TimeSeriesServiceStatistics"]) {
            times.push_back(point["Timestamp"].get<double>());
            REQUIRE(point["EdgeSummaryStatistics"]["TotalCount"] == 1);
        }
        if (answer["NextToken"].is_null()) break;
        request["NextToken"] = answer["NextToken"];
    }
    CHECK(pages == 2);
    REQUIRE(times.size() == minutes);
    for (std::size_t i = 1; i < times.size(); ++i) REQUIRE(times[i] == times[i - 1] - 60);
    CHECK(failure_of(api.post("/TimeSeriesServiceStatistics", with(range(0, 60), "NextToken", "madeup"))) ==
          invalid_request("Invalid token madeup"));
}

TEST_CASE("time series: forecasts of a service's faults by what was normal before", "[traces]") {
    Api api;
    unsigned trace = 0;
    const auto minute_of = [&](int requests, int faults) {
        std::vector<json> documents;
        for (int i = 0; i < requests; ++i) {
            documents.push_back(segment(++trace, 1000, 1001, {{"fault", i < faults}}));
        }
        put(api, documents);
        api.clock.advance(60);
    };
    for (int minute = 0; minute < 20; ++minute) minute_of(50, 5);
    minute_of(50, 40);  // out of the ordinary: teaches nothing
    minute_of(50, 5);
    json request = with(range(kNow - 60, kNow + 60 * 30), "EntitySelectorExpression", "service(\"front\")");
    for (const json& point : points(api, request))
        CHECK(point["ServiceForecastStatistics"] == json::object());

    request["ForecastStatistics"] = true;
    const json forecast = points(api, request);
    REQUIRE(forecast.size() == 22);
    CHECK(forecast[21]["ServiceForecastStatistics"] == json::object());  // nothing before it
    for (const std::size_t point : {0U, 1U, 5U}) {
        const json& band = forecast[point]["ServiceForecastStatistics"];
        CHECK(band["FaultCountLow"].get<int>() <= 5);
        CHECK(band["FaultCountHigh"].get<int>() >= 5);
        CHECK(band["FaultCountHigh"].get<int>() < 20);
    }
    // The history lies before the range.
    const json last = points(api, with(request, "StartTime", kNow + 60 * 21));
    REQUIRE(last.size() == 1);
    CHECK(last[0] == forecast[0]);
    CHECK(failure_of(
              api.post("/TimeSeriesServiceStatistics", with(range(0, 60), "ForecastStatistics", true))) ==
          invalid_request("Forecast statistics require an EntitySelectorExpression"));
}
