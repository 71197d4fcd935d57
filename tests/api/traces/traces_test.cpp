// SPDX-License-Identifier: Apache-2.0
// The operations that read traces, over a real store.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>

#include "tests/api/support/trace_requests.hpp"

using nlohmann::json;
using namespace xray::tests;

namespace {

std::vector<std::string> ids_of(const json& answer) {
    std::vector<std::string> ids;
    for (const json& summary : answer["TraceSummaries"]) ids.push_back(summary["Id"]);
    return ids;
}

}  // namespace

TEST_CASE("summaries: a range takes in its start and not its end", "[traces]") {
    Api api;
    put(api, {segment(1, 1000, 1001), segment(2, 1010, 1011), segment(3, 1009.999, 1030)});
    CHECK(ids_of(api.call("/TraceSummaries", range(1000, 1010))) == std::vector{trace_id(3), trace_id(1)});
    CHECK(ids_of(api.call("/TraceSummaries", range(1010, 1011))) == std::vector{trace_id(2)});
    CHECK(ids_of(api.call("/TraceSummaries", range(1000, 1000))).empty());
    CHECK(failure_of(api.post("/TraceSummaries", range(1001, 1000))) ==
          invalid_request("End time cannot be earlier than start time"));
}

TEST_CASE("summaries: a whole-second end of the last minute takes in its second", "[traces]") {
    Api api;
    put(api, {segment(1, kNow + 0.2, kNow + 0.24)});
    CHECK(ids_of(api.call("/TraceSummaries", range(kNow - 60, kNow))).size() == 1);
    CHECK(ids_of(api.call("/TraceSummaries", range(kNow - 60, kNow + 0.1))).empty());
    CHECK(api.call("/ServiceGraph", range(kNow - 60, kNow))["Services"].size() == 2);
    api.context.strict = true;
    CHECK(ids_of(api.call("/TraceSummaries", range(kNow - 60, kNow))).empty());
}

TEST_CASE("summaries: Event asks for the last update, Service for the end of a segment", "[traces]") {
    Api api;
    put(api, {segment(1, 1000, 1050)});
    const json event =
        api.call("/TraceSummaries", with(range(kNow - 10, kNow + 10), "TimeRangeType", "Event"));
    CHECK(ids_of(event) == std::vector{trace_id(1)});
    CHECK(event["TraceSummaries"][0]["MatchedEventTime"] == kNow);
    CHECK(ids_of(api.call("/TraceSummaries", with(range(1000, 1001), "TimeRangeType", "Event"))).empty());

    const json service = api.call("/TraceSummaries", with(range(1049, 1051), "TimeRangeType", "Service"));
    CHECK(ids_of(service) == std::vector{trace_id(1)});
    CHECK(service["TraceSummaries"][0]["MatchedEventTime"] == kNow);
    CHECK(ids_of(api.call("/TraceSummaries", with(range(1000, 1049), "TimeRangeType", "Service"))).empty());
    CHECK(ids_of(api.call("/TraceSummaries", with(range(1111, 1200), "TimeRangeType", "Service"))).empty());
    // Of a trace whose root goes on, and of one that took long.
    put(api, {with(segment(2, 900, 901), "parent_id", "00000000000000b1"),
              segment(3, 100, 905),
              {{"id", "00000000000000a2"},
               {"name", "going on"},
               {"trace_id", trace_id(2)},
               {"start_time", 890},
               {"in_progress", true}}});
    CHECK(ids_of(api.call("/TraceSummaries", with(range(901, 906), "TimeRangeType", "Service"))) ==
          std::vector{trace_id(2), trace_id(3)});
    CHECK(ids_of(api.call("/TraceSummaries", with(range(901, 905), "TimeRangeType", "Service"))) ==
          std::vector{trace_id(2)});
    CHECK(api.call("/TraceSummaries", range(1000, 1001))["TraceSummaries"][0]["MatchedEventTime"].is_null());
}

TEST_CASE("summaries: a page of long summaries ends early", "[traces]") {
    Api api;
    for (unsigned i = 0; i < 100; ++i) {
        put(api, {segment(i, 1000 + i, 1200, {{"annotations", {{"long", std::string(100'000, 'x')}}}})});
    }
    json request = range(1000, 2000);
    std::set<std::string> seen;
    std::size_t pages = 0;
    for (bool more = true; more; ++pages) {
        const xray::api::HttpResponse response = api.post("/TraceSummaries", request);
        CHECK(response.body.size() < 10'000'000);
        const json page = json::parse(response.body);
        for (const std::string& id : ids_of(page)) CHECK(seen.insert(id).second);
        request["NextToken"] = page["NextToken"];
        more = !page["NextToken"].is_null();
    }
    CHECK(seen.size() == 100);
    CHECK(pages == 2);
}

TEST_CASE("summaries: pages join without gaps or repeats while traces keep arriving", "[traces]") {
    Api api;
    std::vector<json> documents;
    for (unsigned i = 0; i < 2500; ++i) documents.push_back(segment(i, 1000 + i * 0.001, 1010));
    put(api, documents);
    std::set<std::string> seen;
    json request = range(1000, 2000);
    std::size_t pages = 0;
    for (unsigned late = 5000;; ++late) {
        const json page = api.call("/TraceSummaries", request);
        ++pages;
        for (const std::string& id : ids_of(page)) CHECK(seen.insert(id).second);
        CHECK(page["TracesProcessedCount"] == page["TraceSummaries"].size());
        if (page["NextToken"].is_null()) {
            CHECK(page["ApproximateTime"] == 1000.0);
            break;
        }
        request["NextToken"] = page["NextToken"];
        put(api, {segment(late, 1900, 1901)});
    }
    CHECK(pages == 3);
    CHECK(seen.size() == 2500);
    CHECK(failure_of(api.post("/TraceSummaries", with(range(1000, 2000), "NextToken", "nonsense"))) ==
          invalid_request("Invalid token nonsense"));
}

TEST_CASE("summaries: sampling strategies as the service checks them", "[traces]") {
    Api api;
    std::vector<json> documents;
    for (unsigned i = 0; i < 400; ++i)
        documents.push_back(segment(i, 1000, 1001, {{"id", "00000000000000a1"}}));
    put(api, documents);
    const auto ask = [&](const json& strategy, const char* type) {
        json request = range(kNow - 10, kNow + 10);
        request["Sampling"] = true;
        request["SamplingStrategy"] = strategy;
        request["TimeRangeType"] = type;
        return request;
    };
    CHECK(failure_of(api.post("/TraceSummaries", ask({{"Name", "FixedRate"}, {"Value", 0.5}}, "TraceId"))) ==
          invalid_request("Cannot use FixedRate with input time range type: TraceId. Please try using time "
                          "range type: Event"));
    CHECK(failure_of(api.post("/TraceSummaries", ask({{"Name", "FixedRate"}, {"Value", 1.5}}, "Event"))) ==
          invalid_request("sampling rate must be specified and its value must be between [0, 1]"));
    CHECK(
        ids_of(api.call("/TraceSummaries", ask({{"Name", "PartialScan"}, {"Value", 100}}, "Event"))).size() ==
        400);
    const json half = api.call("/TraceSummaries", ask({{"Name", "FixedRate"}, {"Value", 0.5}}, "Event"));
    CHECK(half["TraceSummaries"].size() > 120);
    CHECK(half["TraceSummaries"].size() < 280);
    CHECK(half["TracesProcessedCount"] == 400);
    CHECK(ids_of(half) ==
          ids_of(api.call("/TraceSummaries", ask({{"Name", "FixedRate"}, {"Value", 0.5}}, "Event"))));
}

TEST_CASE("summaries: strict enforces the service's range", "[traces]") {
    Api api;
    api.call("/TraceSummaries", range(0, 30 * 86400.0));
    api.context.strict = true;
    api.call("/TraceSummaries", range(0, 86400));
    CHECK(failure_of(api.post("/TraceSummaries", range(0, 86401))) ==
          invalid_request("Time range cannot be longer than 24 hours"));
    CHECK(failure_of(api.post("/ServiceGraph", range(0, 6 * 3600 + 1))) ==
          invalid_request("Time range cannot be longer than 6 hours"));
}

TEST_CASE("traces: asked for by id, in the order of the request, unknown ones left out", "[traces]") {
    Api api;
    put(api, {segment(1, 1000, 1001), segment(2, 1000, 1002.5)});
    const json answer =
        api.call("/Traces", {{"TraceIds", json::array({trace_id(2), trace_id(9), trace_id(1)})}});
    REQUIRE(answer["Traces"].size() == 2);
    CHECK(answer["Traces"][0]["Id"] == trace_id(2));
    CHECK(answer["Traces"][0]["Duration"] == 2.5);
    CHECK(answer["Traces"][0]["LimitExceeded"] == false);
    CHECK(json::parse(answer["Traces"][0]["Segments"][0]["Document"].get<std::string>())["name"] == "front");
    CHECK(answer["UnprocessedTraceIds"] == json::array());
    CHECK(answer["NextToken"].is_null());
}

TEST_CASE("traces: a W3C id finds the trace", "[traces]") {
    Api api;
    put(api, {segment(1, 1000, 1001)});
    const json answer =
        api.call("/Traces", {{"TraceIds", json::array({"65f00000" + trace_id(1).substr(11)})}});
    CHECK(answer["Traces"][0]["Id"] == trace_id(1));
}

TEST_CASE("traces: refusals in the service's words", "[traces]") {
    Api api;
    json six = json::array();
    for (unsigned i = 0; i < 6; ++i) six.push_back(trace_id(i));
    CHECK(failure_of(api.post("/Traces", {{"TraceIds", six}})) ==
          invalid_request("Exceeding maximum query size: 5"));
    CHECK(failure_of(api.post("/Traces", {{"TraceIds", json::array({"1-2-3"})}})) ==
          invalid_request("Invalid trace id 1-2-3: incorrect id format"));
    CHECK(failure_of(api.post("/Traces", {{"TraceIds", json::array({trace_id(1), trace_id(1)})}})) ==
          invalid_request("Containing duplicate trace ids"));
    CHECK(failure_of(api.post("/Traces", {{"TraceIds", json::array({trace_id(1)})}, {"NextToken", "x"}})) ==
          invalid_request("NextToken is currently not supported"));
    CHECK(failure_of(api.post("/TraceGraph", {{"TraceIds", six}})) ==
          invalid_request("Currently only one trace Id is supported"));
    CHECK(failure_of(api.post("/TraceGraph", {{"TraceIds", json::array()}})) ==
          invalid_request("Zero trace ids provided"));
    CHECK(failure_of(api.post("/TraceGraph", {{"TraceIds", json::array({trace_id(1)})}})) ==
          invalid_request("Trace id not found"));
    CHECK(failure_of(api.post("/TraceGraph", {{"TraceIds", json::array({"x"})}})) ==
          invalid_request("Invalid traceId. ErrorCode: InvalidId"));
}

TEST_CASE("traces: above 500 KB a trace has exceeded its limit", "[traces]") {
    Api api;
    for (unsigned i = 0; i < 9; ++i) {
        json document =
            segment(1, 1000, 1001, {{"metadata", {{"n", {{"padding", std::string(60'000, 'x')}}}}}});
        document["id"] = "00000000000000b" + std::to_string(i);
        put(api, {document});
    }
    CHECK(api.call("/Traces", {{"TraceIds", json::array({trace_id(1)})}})["Traces"][0]["LimitExceeded"] ==
          true);
}

TEST_CASE("revision: deliveries that changed the trace", "[traces]") {
    Api api;
    const auto revision = [&] {
        return api.call("/TraceSummaries", range(0, 2000))["TraceSummaries"][0]["Revision"].get<int>();
    };
    json open = segment(1, 1000, 0, {{"in_progress", true}});
    open.erase("end_time");
    put(api, {open, segment(1, 1000, 1001, {{"id", "00000000000000a2"}})});
    CHECK(revision() == 1);
    put(api, {segment(1, 1000, 1002)});
    CHECK(revision() == 2);
    put(api, {segment(1, 1000, 1002)});
    CHECK(revision() == 2);
}

TEST_CASE("graph: traces by their documents' times, and by their receipt", "[traces]") {
    Api api;
    put(api, {segment(1, 1000.5, 1001)});
    const auto count = [&](double from, double to) {
        const json answer = api.call("/ServiceGraph", range(from, to));
        for (const json& service : answer["Services"]) {
            if (service["Name"] == "front" && service["Type"].is_null()) {
                return service["SummaryStatistics"]["TotalCount"].get<int>();
            }
        }
        return 0;
    };
    CHECK(count(1000, 1001) == 1);
    CHECK(count(1000.9, 1010) == 1);  // nodes live in whole seconds
    CHECK(count(1001, 1010) == 0);
    CHECK(count(990, 1000) == 0);
    CHECK(count(kNow - 10, kNow + 10) == 1);
    CHECK(count(0, kNow + 10) == 1);  // both, once
    const json answer = api.call("/ServiceGraph", range(990, 1010));
    CHECK(answer["StartTime"] == 1000.0);
    CHECK(answer["EndTime"] == 1000.0);
    CHECK(answer["Services"][0]["StartTime"] == 1000.0);
    CHECK(answer["Services"][0]["EndTime"] == 1001.0);
    CHECK(api.call("/TraceGraph", {{"TraceIds", json::array({trace_id(1)})}})["Services"][0]["StartTime"]
              .is_null());
}
