// SPDX-License-Identifier: Apache-2.0
// What the real service was seen to answer to deliberate probes of traces, graphs and time series (2026-09),
// one case a fact; and where the emulator goes beyond it unless it is strict.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/api/support/trace_requests.hpp"

using nlohmann::json;
using namespace xray::tests;

namespace {

json summaries(Api& api, const json& request) {
    return api.call("/TraceSummaries", request);
}

json of_type(double from, double to, const char* type) {
    return with(range(from, to), "TimeRangeType", type);
}

// The segment in progress.
json open(unsigned trace, double start) {
    json document = segment(trace, start, 0, {{"in_progress", true}});
    document.erase("end_time");
    return document;
}

json call_of(const char* name, double start, double end, const json& more = json::object()) {
    json call{{"id", "00000000000000b1"},
              {"name", name},
              {"namespace", "remote"},
              {"start_time", start},
              {"end_time", end}};
    call.update(more);
    return call;
}

// The call as a document of its own, below the one segment of its trace.
json late_call(unsigned trace, const char* name, double start, double end,
               const json& more = json::object()) {
    json call = call_of(name, start, end, more);
    call["type"] = "subsegment";
    call["trace_id"] = trace_id(trace);
    call["parent_id"] = "00000000000000a1";
    return call;
}

json graph(Api& api, double from, double to, const json& more = json::object()) {
    json request = range(from, to);
    request.update(more);
    return api.call("/ServiceGraph", request);
}

const json* node(const json& graph, const std::string& name, const json& type) {
    for (const json& service : graph["Services"]) {
        if (service["Name"] == name && service["Type"] == type) return &service;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("time edges (seen): Event goes by the last accepted update alone", "[witnessed]") {
    Api api;
    put(api, {open(1, 1000)});
    api.clock.advance(300);
    put(api, {segment(1, 1000, 1004)});
    CHECK(summaries(api, of_type(kNow - 10, kNow + 30, "Event"))["TraceSummaries"].empty());
    CHECK(summaries(api, of_type(kNow + 60, kNow + 240, "Event"))["TraceSummaries"].empty());
    const json found = summaries(api, of_type(kNow + 290.5, kNow + 330, "Event"));
    REQUIRE(found["TraceSummaries"].size() == 1);
    CHECK(found["TraceSummaries"][0]["Revision"] == 2);
    CHECK(found["TraceSummaries"][0]["MatchedEventTime"] == kNow + 300);
    CHECK(found["ApproximateTime"] == kNow + 290);
}

TEST_CASE("trace queries (seen): Service begins a minute before StartTime", "[witnessed]") {
    Api api;
    for (const bool strict : {false, true}) {
        api.context.strict = strict;
        put(api, {segment(strict ? 2 : 1, kNow - 30, kNow - 20)});
        const json found = summaries(api, of_type(kNow + 59.75, kNow + 100, "Service"));
        REQUIRE(found["TraceSummaries"].size() == (strict ? 2 : 1));
        CHECK(found["TraceSummaries"][0]["MatchedEventTime"] == kNow);
        CHECK(found["ApproximateTime"] == kNow - 1);
        CHECK(found["TracesProcessedCount"] == (strict ? 2 : 1));
        CHECK(summaries(api, of_type(kNow + 61, kNow + 100, "Service"))["TraceSummaries"].empty());
    }
}

TEST_CASE("summaries: Service knows the ends of segments, too, unless strict", "[witnessed]") {
    Api api;
    put(api, {segment(1, 1000, 1050)});
    CHECK(summaries(api, of_type(1100, 1120, "Service"))["TraceSummaries"].size() == 1);
    CHECK(summaries(api, of_type(1111, 1120, "Service"))["TraceSummaries"].empty());
    api.context.strict = true;
    CHECK(summaries(api, of_type(1100, 1120, "Service"))["TraceSummaries"].empty());
}

TEST_CASE("filters (seen): a service in progress is ok, and its root", "[witnessed]") {
    Api api;
    put(api, {open(1, 1000)});
    const auto count = [&](const char* filter) {
        return summaries(api, with(range(0, 2000), "FilterExpression", filter))["TraceSummaries"].size();
    };
    CHECK(count("service(\"front\") { root AND ok }") == 1);
    CHECK(count("ok OR fault AND error") == 1);
    CHECK(count("duration = \"slow\"") == 0);
}

TEST_CASE("trace graphs (seen): refusals", "[witnessed]") {
    Api api;
    put(api, {segment(1, 1000, 1001)});
    const auto ask = [&](const json& ids) {
        return failure_of(api.post("/TraceGraph", {{"TraceIds", ids}}));
    };
    const json twice = json::array({trace_id(1), trace_id(1)});
    // Without strict a trace that is named again is still one.
    const json graph = api.call("/TraceGraph", {{"TraceIds", twice}});
    CHECK(graph["Services"][0]["SummaryStatistics"]["TotalCount"] == 1);
    api.context.strict = true;
    CHECK(ask(twice) == invalid_request("Currently only one trace Id is supported"));
    CHECK(ask(json::array({trace_id(1), trace_id(2)})) ==
          invalid_request("Currently only one trace Id is supported"));
    CHECK(failure_of(api.post("/TraceGraph", json::object())) ==
          validation("1 validation error detected: Value null at 'traceIds' failed to satisfy constraint: "
                     "Member must not be null"));
}

TEST_CASE("trace aggregates (seen): a graph of nothing has no times", "[witnessed]") {
    Api api;
    CHECK(
        api.post("/ServiceGraph", range(1000, 2000)).body ==
        R"({"ContainsOldGroupVersions":false,"EndTime":null,"NextToken":null,"Services":[],"StartTime":null})");
}

TEST_CASE("trace aggregates (seen): what comes late counts in the window of its receipt", "[witnessed]") {
    Api api;
    api.context.strict = true;
    put(api, {segment(1, 1000.5, 1003.5), open(2, 1005)});
    api.clock.advance(75);
    json completed = segment(2, 1005, 1012);
    completed["name"] = "front";
    put(api, {late_call(1, "back", 1001, 1002.25), completed});

    const json old_window = graph(api, kNow - 10, kNow + 10);
    REQUIRE(old_window["Services"].size() == 2);
    CHECK((*node(old_window, "front", nullptr))["SummaryStatistics"]["TotalCount"] == 1);
    CHECK((*node(old_window, "front", nullptr))["ResponseTimeHistogram"] ==
          json::array({{{"Count", 1}, {"Value", 3.0}}}));
    CHECK((*node(old_window, "front", nullptr))["Edges"].empty());

    const json new_window = graph(api, kNow + 70, kNow + 80);
    REQUIRE(new_window["Services"].size() == 3);
    const json& front = *node(new_window, "front", nullptr);
    // The completed root of the second trace; the caller counts 0.
    CHECK(front["SummaryStatistics"]["TotalCount"] == 1);
    CHECK(front["ResponseTimeHistogram"] == json::array({{{"Count", 1}, {"Value", 7.0}}}));
    CHECK(front["Root"] == true);
    CHECK(front["StartTime"] == 1000.0);
    CHECK(front["EndTime"] == 1006.0);
    REQUIRE(front["Edges"].size() == 1);
    CHECK(front["Edges"][0]["SummaryStatistics"]["TotalCount"] == 1);
    CHECK((*node(new_window, "back", "remote"))["SummaryStatistics"]["TotalResponseTime"] == 1.25);
    CHECK((*node(new_window, "back", "remote"))["StartTime"] == 1000.0);
    CHECK((*node(new_window, "back", "remote"))["EndTime"] == 1001.0);

    const json both = graph(api, kNow - 10, kNow + 80);
    CHECK((*node(both, "front", nullptr))["SummaryStatistics"]["TotalCount"] == 2);
    CHECK(graph(api, kNow + 20, kNow + 60)["Services"].empty());
    CHECK(graph(api, 990, 1020)["Services"].empty());
}

TEST_CASE("trace aggregates (seen): a caller whose own request is not in the window counts 0",
          "[witnessed]") {
    Api api;
    api.context.strict = true;
    put(api, {segment(1, 1000.5, 1003.5)});
    api.clock.advance(75);
    put(api, {late_call(1, "back", 1001, 1002.25)});
    const json window = graph(api, kNow + 70, kNow + 80);
    REQUIRE(window["Services"].size() == 2);
    const json& front = *node(window, "front", nullptr);
    CHECK(front["SummaryStatistics"] ==
          json::parse(R"({"ErrorStatistics":{"OtherCount":0,"ThrottleCount":0,"TotalCount":0},
                          "FaultStatistics":{"OtherCount":0,"TotalCount":0},
                          "OkCount":0,"TotalCount":0,"TotalResponseTime":0.0})"));
    CHECK(front["DurationHistogram"] == json::array());
    CHECK(front["ResponseTimeHistogram"] == json::array());
    CHECK(front["State"] == "active");
    CHECK(front["Root"] == true);
    CHECK(front["StartTime"] == 1000.0);
    CHECK(front["Edges"][0]["StartTime"] == 1000.0);
}

TEST_CASE("group edges (seen): a child counts for the group when its root makes it belong", "[witnessed]") {
    Api api;
    api.context.strict = true;
    (void)api.call("/CreateGroup", {{"GroupName", "failing"}, {"FilterExpression", "fault"}});
    const json failing{{"GroupName", "failing"}};
    put(api, {open(1, 1000), late_call(1, "back", 1001, 1002, {{"fault", true}})});
    CHECK(graph(api, kNow - 10, kNow + 10, failing)["Services"].empty());
    api.clock.advance(75);
    put(api, {segment(1, 1000, 1005, {{"fault", true}})});
    CHECK(graph(api, kNow - 10, kNow + 10, failing)["Services"].empty());
    const json later = graph(api, kNow + 70, kNow + 80, failing);
    CHECK((*node(later, "front", nullptr))["SummaryStatistics"]["TotalCount"] == 1);
    CHECK((*node(later, "back", "remote"))["SummaryStatistics"]["TotalCount"] == 1);
    // Without the group the child counts when it comes.
    const json all = graph(api, kNow - 10, kNow + 10);
    CHECK((*node(all, "back", "remote"))["SummaryStatistics"]["TotalCount"] == 1);
    CHECK(node(graph(api, kNow + 70, kNow + 80), "back", "remote") == nullptr);
}

TEST_CASE("time series: the running minute is told, unless strict", "[witnessed]") {
    Api api;
    put(api, {segment(1, 1000, 1001)});
    for (const int period : {60, 300}) {
        CAPTURE(period);
        const auto points = [&](double to) {
            const json request = with(range(kNow - 600, to), "Period", period);
            return api.call("/TimeSeriesServiceStatistics", request)["TimeSeriesServiceStatistics"];
        };
        api.context.strict = false;
        for (const double to : {kNow - 30, kNow, kNow + 0.25, kNow + 30}) {
            CAPTURE(to);
            REQUIRE(points(to).size() == 1);
            CHECK(points(to)[0]["EdgeSummaryStatistics"]["TotalCount"] == 1);
            CHECK(points(to)[0]["Timestamp"] == (std::floor(kNow / period) + 1) * period);
        }
        CHECK(points(kNow - 120).empty());
        api.context.strict = true;
        CHECK(points(kNow).empty());
    }
}

TEST_CASE("annotations: keys that AWS does not document are not found when strict", "[witnessed]") {
    Api api;
    put(api, {segment(1, 1000, 1001, {{"annotations", {{"a b", 1}, {"c-d", 2}, {"e_1.f", 3}, {"g", 4}}}})});
    const auto count = [&](const char* filter) {
        return summaries(api, with(range(0, 2000), "FilterExpression", filter))["TraceSummaries"].size();
    };
    const auto told = [&] {
        return summaries(api, range(0, 2000))["TraceSummaries"][0]["Annotations"].size();
    };
    CHECK(told() == 4);
    CHECK(count("annotation[a b] = 1") == 1);
    CHECK(count("annotation[c-d] = 2") == 1);
    api.context.strict = true;
    CHECK(told() == 2);
    CHECK(count("annotation[a b] = 1") == 0);
    CHECK(count("annotation[c-d]") == 0);
    CHECK(count("!annotation[c-d]") == 1);
    CHECK(count("annotation[e_1.f] = 3 AND annotation.g = 4") == 1);
    const json traces = api.call("/Traces", {{"TraceIds", json::array({trace_id(1)})}});
    const json document = json::parse(traces["Traces"][0]["Segments"][0]["Document"].get<std::string>());
    CHECK(document["annotations"].size() == 4);
}
