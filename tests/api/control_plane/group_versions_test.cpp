// SPDX-License-Identifier: Apache-2.0
// A trace belongs to the groups whose expression it matched when it came in.
#include <catch2/catch.hpp>
#include <string>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr double kNow = 1790000000.0;  // near the clock of the fixture

class Groups {
public:
    // A trace of one service, received now.
    void put(const std::string& name) {
        const std::string digits = std::to_string(++traces_);
        const json document{{"trace_id", "1-6ab38c84-" + std::string(24 - digits.size(), '0') + digits},
                            {"id", "70de5b6f19ff9a0a"},
                            {"name", name},
                            {"start_time", kNow + traces_},
                            {"end_time", kNow + traces_ + 1}};
        (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {document.dump()}}});
    }

    void set(const std::string& path, const std::string& service) {
        (void)api.call(path, {{"GroupName", "g"}, {"FilterExpression", "service(\"" + service + "\")"}});
    }

    json graph(double from = kNow - 10, double to = kNow + 1000) {
        return api.call("/ServiceGraph", {{"GroupName", "g"}, {"StartTime", from}, {"EndTime", to}});
    }

    static json names(const json& graph) {
        json names = json::array();
        for (const json& node : graph["Services"]) {
            if (node["Type"] != "client") names.push_back(node["Name"]);
        }
        return names;
    }

    Api api;

private:
    int traces_ = 0;
};

}  // namespace

TEST_CASE("group versions: a new expression is for later traces", "[groups]") {
    Groups groups;
    groups.set("/CreateGroup", "a");
    groups.put("a");
    groups.put("b");
    REQUIRE(Groups::names(groups.graph()) == json{"a"});
    REQUIRE(groups.graph()["ContainsOldGroupVersions"] == false);

    groups.api.clock.advance(60);
    groups.set("/UpdateGroup", "b");
    REQUIRE(Groups::names(groups.graph()) == json{"a"});
    REQUIRE(groups.graph()["ContainsOldGroupVersions"] == true);
    groups.put("b");
    groups.put("a");
    const json both = groups.graph();
    REQUIRE(Groups::names(both) == json{"a", "b"});
    for (const json& node : both["Services"]) {
        if (node["Type"] != "client") REQUIRE(node["SummaryStatistics"]["TotalCount"] == 1);
    }
    REQUIRE(groups.graph(kNow + 60, kNow + 1000)["ContainsOldGroupVersions"] == true);
    REQUIRE(groups.graph(kNow + 61, kNow + 1000)["ContainsOldGroupVersions"] == false);

    const json series =
        groups.api.call("/TimeSeriesServiceStatistics",
                        {{"GroupName", "g"}, {"StartTime", kNow - 60}, {"EndTime", kNow + 600}});
    REQUIRE(series["ContainsOldGroupVersions"] == true);
    REQUIRE(series["TimeSeriesServiceStatistics"].size() == 2);
    for (const json& point : series["TimeSeriesServiceStatistics"]) {
        REQUIRE(point["EdgeSummaryStatistics"]["TotalCount"] == 1);
    }
    // A filter expression means what the group says now.
    const json summaries = groups.api.call(
        "/TraceSummaries",
        {{"FilterExpression", "group.name = \"g\""}, {"StartTime", kNow - 10}, {"EndTime", kNow + 1000}});
    REQUIRE(summaries["TraceSummaries"].size() == 2);
    for (const json& summary : summaries["TraceSummaries"]) REQUIRE(summary["EntryPoint"]["Name"] == "b");
}

TEST_CASE("group versions: writing the same expression again changes nothing", "[groups]") {
    Groups groups;
    groups.set("/CreateGroup", "a");
    groups.put("a");
    groups.api.clock.advance(1);
    groups.set("/UpdateGroup", "a");
    REQUIRE(groups.graph()["ContainsOldGroupVersions"] == false);
}

TEST_CASE("group versions: a group of the same name begins anew", "[groups]") {
    Groups groups;
    groups.set("/CreateGroup", "a");
    groups.put("a");
    groups.api.clock.advance(1);
    groups.set("/UpdateGroup", "b");
    (void)groups.api.call("/DeleteGroup", {{"GroupName", "g"}});
    groups.set("/CreateGroup", "b");
    groups.put("b");
    REQUIRE(Groups::names(groups.graph()) == json{"b"});
    REQUIRE(groups.graph()["ContainsOldGroupVersions"] == false);
}

TEST_CASE("group versions: traces from before the group count, but not on AWS", "[groups]") {
    Groups groups;
    groups.put("a");
    groups.api.clock.advance(1);
    groups.set("/CreateGroup", "a");
    REQUIRE(Groups::names(groups.graph()) == json{"a"});
    groups.api.context.strict = true;
    REQUIRE(groups.graph()["Services"].empty());
    groups.put("a");
    REQUIRE(Groups::names(groups.graph()) == json{"a"});
}
