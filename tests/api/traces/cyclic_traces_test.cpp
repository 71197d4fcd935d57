// SPDX-License-Identifier: Apache-2.0
// Traces whose parts are each other's parent, through every operation that reads traces.
#include "tests/unit/support/cyclic_documents.hpp"

#include <catch2/catch.hpp>

#include "tests/api/support/trace_requests.hpp"

using nlohmann::json;
using namespace xray::tests;

TEST_CASE("cyclic traces: every query answers", "[traces]") {
    Api api;
    std::vector<std::string> ids;
    for (const xray::test::CyclicTrace& trace : xray::test::cyclic_traces()) {
        ids.push_back(trace_id(static_cast<unsigned>(ids.size()) + 1));
        std::vector<json> documents;
        for (const std::string& text : trace.documents) {
            documents.push_back(with(json::parse(text), "trace_id", ids.back()));
        }
        put(api, documents);
    }
    const json summaries = api.call("/TraceSummaries", range(0, 100))["TraceSummaries"];
    REQUIRE(summaries.size() == ids.size());
    for (const json& summary : summaries) CHECK(summary["IsPartial"] == true);
    CHECK(api.call("/ServiceGraph", range(0, 100))["Services"].size() == 1);
    CHECK(api.call("/TraceSummaries",
                   with(range(0, 100), "FilterExpression", "rootcause.fault.service { name = \"n\" }"))
              .contains("TraceSummaries"));
    for (const std::string& id : ids) {
        const json traces = api.call("/Traces", {{"TraceIds", {id}}})["Traces"];
        REQUIRE(traces.size() == 1);
        CHECK_FALSE(traces[0]["Segments"].empty());
        CHECK_FALSE(api.call("/TraceGraph", {{"TraceIds", {id}}})["Services"].empty());
    }
    const json stats = json::parse(api.send("GET", "/_emulator/stats").body);
    CHECK(stats["traces_with_cycles"] == ids.size());
}
