// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <random>
#include <set>

#include "api/groups/group_insights.hpp"
#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

const std::string kId = "01234567-89ab-4def-8123-456789abcdef";
constexpr std::int64_t kNow = 1790000000;
constexpr std::int64_t kStart = (kNow / 60 - 80) * 60;  // 80 minutes before the minute that goes on

json with_times(json request) {
    request["StartTime"] = kStart;
    request["EndTime"] = kNow;
    return request;
}

std::string id_text(const char* form, std::int64_t number) {
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), form, static_cast<unsigned long long>(number));
    return text.data();
}

// A request to front, which calls payments; its documents as front and payments send them.
std::vector<std::string> request(std::int64_t second, bool faulty) {
    const std::string trace = id_text("1-58406520-%024llx", second);
    const auto at = static_cast<double>(second);
    json front{{"trace_id", trace},
               {"id", id_text("a%015llx", second)},
               {"name", "front"},
               {"start_time", at},
               {"end_time", at + 0.5},
               {"fault", faulty},
               {"subsegments",
                {{{"id", id_text("b%015llx", second)},
                  {"name", "payments"},
                  {"namespace", "remote"},
                  {"start_time", at + 0.1},
                  {"end_time", at + 0.4},
                  {"fault", faulty}}}}};
    const json payments{{"trace_id", trace},
                        {"id", id_text("c%015llx", second)},
                        {"parent_id", id_text("b%015llx", second)},
                        {"name", "payments"},
                        {"origin", "AWS::EC2::Instance"},
                        {"start_time", at + 0.2},
                        {"end_time", at + 0.3},
                        {"fault", faulty}};
    return {front.dump(), payments.dump()};
}

// An hour in which all is well, ten minutes in which four of five payments fail, and ten more minutes; ten
// requests a minute.
void play_incident(Api& api) {
    for (std::int64_t minute = 0; minute < 80; ++minute) {
        json documents = json::array();
        for (std::int64_t i = 0; i < 10; ++i) {
            const bool faulty = minute >= 60 && minute < 70 && i % 5 != 0;
            for (std::string& document : request(kStart + minute * 60 + i * 5, faulty)) {
                documents.push_back(std::move(document));
            }
        }
        (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", documents}});
    }
}

void enable_insights(Api& api) {
    (void)api.call("/UpdateGroup",
                   {{"GroupName", "Default"}, {"InsightsConfiguration", {{"InsightsEnabled", true}}}});
}

json summaries_of(Api& api, json more = json::object()) {
    json request = with_times({{"GroupName", "Default"}});
    request.update(more);
    return api.call("/InsightSummaries", request)["InsightSummaries"];
}

}  // namespace

TEST_CASE("insights: requests are checked", "[insights]") {
    Api api;
    const json empty{{"InsightSummaries", json::array()}, {"NextToken", nullptr}};
    REQUIRE(api.call("/InsightSummaries", with_times({{"GroupName", "Default"}})) == empty);
    REQUIRE(api.call("/InsightSummaries",
                     with_times({{"GroupARN", "arn:aws:xray:us-east-1:000000000000:group/Default"},
                                 {"States", {"ACTIVE"}},
                                 {"MaxResults", 100}})) == empty);
    REQUIRE(failure_of(api.post("/InsightSummaries", with_times({{"GroupName", "missing"}}))) ==
            invalid_request("Group not found"));
    REQUIRE(failure_of(api.post("/InsightSummaries", with_times(json::object()))) ==
            invalid_request("Provide either GroupName or GroupARN"));
    REQUIRE(failure_of(api.post("/InsightSummaries",
                                {{"GroupName", "Default"}, {"StartTime", 2}, {"EndTime", 1}})) ==
            invalid_request("End time cannot be earlier than start time"));
    for (const json& wrong :
         {json{{"States", {"OPEN"}}}, json{{"MaxResults", 0}}, json{{"MaxResults", 101}}}) {
        json request = with_times({{"GroupName", "Default"}});
        request.update(wrong);
        REQUIRE(failure_of(api.post("/InsightSummaries", request)).type == "ValidationException");
    }
    REQUIRE(
        api.post("/InsightSummaries", with_times({{"GroupName", "Default"}, {"NextToken", "x"}})).status ==
        400);
}

TEST_CASE("insights: an unknown id", "[insights]") {
    Api api;
    enable_insights(api);
    const Failure unknown = invalid_request("Insight not found");
    REQUIRE(failure_of(api.post("/Insight", {{"InsightId", kId}})) == unknown);
    REQUIRE(failure_of(api.post("/InsightEvents", {{"InsightId", kId}})) == unknown);
    REQUIRE(failure_of(api.post("/InsightImpactGraph", with_times({{"InsightId", kId}}))) == unknown);
    REQUIRE(failure_of(api.post("/Insight", {{"InsightId", "x"}})).type == "ValidationException");
}

TEST_CASE("insights: strict times", "[insights]") {
    Api api;
    api.context.strict = true;
    REQUIRE(failure_of(api.post("/InsightSummaries", {{"GroupName", "Default"},
                                                      {"StartTime", kNow - 31 * 86400},
                                                      {"EndTime", kNow - 30 * 86400}}))
                .type == "InvalidRequestException");
    REQUIRE(failure_of(api.post("/InsightImpactGraph",
                                {{"InsightId", kId}, {"StartTime", kNow - 7 * 3600}, {"EndTime", kNow}})) ==
            invalid_request("Time range cannot be longer than 6 hours"));
}

TEST_CASE("insights: an incident is one insight with its cause and its end", "[insights]") {
    Api api;
    play_incident(api);
    REQUIRE(summaries_of(api).empty());  // nobody has asked for insights
    enable_insights(api);
    const json summaries = summaries_of(api);
    REQUIRE(summaries.size() == 1);
    const double begin = static_cast<double>(kStart) + 3600;
    json expected{
        {"Categories", {"FAULT"}},
        {"ClientRequestImpactStatistics", {{"FaultCount", 80}, {"OkCount", 20}, {"TotalCount", 100}}},
        {"EndTime", begin + 600},
        {"GroupARN", "arn:aws:xray:us-east-1:000000000000:group/Default"},
        {"GroupName", "Default"},
        {"InsightId", summaries[0]["InsightId"]},
        {"RootCauseServiceId",
         {{"AccountId", "000000000000"},
          {"Name", "payments"},
          {"Names", {"payments"}},
          {"Type", "AWS::EC2::Instance"}}},
        {"RootCauseServiceRequestImpactStatistics",
         {{"FaultCount", 80}, {"OkCount", 20}, {"TotalCount", 100}}},
        {"StartTime", begin},
        {"State", "CLOSED"},
        {"Summary", summaries[0]["Summary"]},
        {"TopAnomalousServices", summaries[0]["TopAnomalousServices"]},
    };
    REQUIRE(api.call("/Insight", {{"InsightId", summaries[0]["InsightId"]}})["Insight"] == expected);
    expected["LastUpdateTime"] = begin + 780;
    REQUIRE(summaries[0] == expected);
    std::set<std::string> anomalous;
    for (const json& service : summaries[0]["TopAnomalousServices"]) {
        anomalous.insert(service["ServiceId"]["Name"].get<std::string>());
    }
    REQUIRE(anomalous == std::set<std::string>{"front", "payments"});
}

TEST_CASE("insights: events page by page, oldest first", "[insights]") {
    Api api;
    play_incident(api);
    enable_insights(api);
    json request{{"InsightId", summaries_of(api)[0]["InsightId"]}};
    const json all = api.call("/InsightEvents", request);
    REQUIRE(all["NextToken"].is_null());
    REQUIRE(all["InsightEvents"].size() >= 3);
    request["MaxResults"] = 1;
    json pages = json::array();
    do {
        const json page = api.call("/InsightEvents", request);
        REQUIRE(page["InsightEvents"].size() == 1);
        pages.push_back(page["InsightEvents"][0]);
        request["NextToken"] = page["NextToken"];
    } while (!request["NextToken"].is_null());
    REQUIRE(pages == all["InsightEvents"]);
    REQUIRE(pages.front()["EventTime"] == static_cast<double>(kStart) + 3660);
    REQUIRE(pages.front()["ClientRequestImpactStatistics"] ==
            json::parse(R"({"FaultCount":8,"OkCount":2,"TotalCount":10})"));
    request["NextToken"] = "xe1-x";
    REQUIRE(api.post("/InsightEvents", request).status == 400);
}

TEST_CASE("insights: the graph of what is affected", "[insights]") {
    Api api;
    play_incident(api);
    enable_insights(api);
    const json request = with_times({{"InsightId", summaries_of(api)[0]["InsightId"]}});
    const json graph = api.call("/InsightImpactGraph", request);
    REQUIRE(graph["InsightId"] == request["InsightId"]);
    REQUIRE(graph["StartTime"] == static_cast<double>(kStart));
    REQUIRE(graph["ServiceGraphStartTime"] == static_cast<double>(kStart));
    REQUIRE(graph["Services"] == json::parse(R"([
        {"AccountId":"000000000000","Edges":[{"ReferenceId":2}],"Name":"front","Names":["front"],"ReferenceId":0,"Type":null},
        {"AccountId":"000000000000","Edges":[{"ReferenceId":0}],"Name":"front","Names":["front"],"ReferenceId":1,"Type":"client"},
        {"AccountId":"000000000000","Edges":[],"Name":"payments","Names":["payments"],"ReferenceId":2,
         "Type":"AWS::EC2::Instance"}])"));
}

TEST_CASE("insights: one that goes on is active, and is the same when it has ended", "[insights]") {
    Api api;
    play_incident(api);
    enable_insights(api);
    (void)api.call("/_emulator/clock", {{"action", "freeze"}, {"at", kStart + 65 * 60}});
    const json active = summaries_of(api);
    REQUIRE(active.size() == 1);
    REQUIRE(active[0]["State"] == "ACTIVE");
    REQUIRE(active[0]["EndTime"].is_null());
    REQUIRE(summaries_of(api, {{"States", {"CLOSED"}}}).empty());
    (void)api.call("/_emulator/clock", {{"action", "advance"}, {"seconds", 15 * 60}});
    const json closed = summaries_of(api, {{"States", {"CLOSED"}}});
    REQUIRE(closed.size() == 1);
    REQUIRE(closed[0]["InsightId"] == active[0]["InsightId"]);
    REQUIRE(summaries_of(api, {{"States", {"ACTIVE"}}}).empty());
    REQUIRE(summaries_of(api, {{"EndTime", kStart + 3600}}).empty());
    REQUIRE(summaries_of(api, {{"StartTime", kStart + 4200}}).empty());
    REQUIRE(summaries_of(api, {{"StartTime", kStart + 4199}}).size() == 1);
}

TEST_CASE("insights: belong to the groups whose expression takes the traces", "[insights]") {
    Api api;
    play_incident(api);
    for (const auto& [name, expression] :
         {std::pair{"mine", "service(\"payments\")"}, std::pair{"other", "service(\"nobody\")"}}) {
        (void)api.call("/CreateGroup", {{"GroupName", name},
                                        {"FilterExpression", expression},
                                        {"InsightsConfiguration", {{"InsightsEnabled", true}}}});
    }
    const json mine = summaries_of(api, {{"GroupName", "mine"}});
    REQUIRE(mine.size() == 1);
    REQUIRE(mine[0]["GroupName"] == "mine");
    REQUIRE(api.call("/Insight", {{"InsightId", mine[0]["InsightId"]}})["Insight"]["GroupName"] == "mine");
    REQUIRE(summaries_of(api, {{"GroupName", "other"}}).empty());
    REQUIRE(summaries_of(api).empty());
}

TEST_CASE("insights: summaries page by page, newest first", "[insights]") {
    Api api;
    play_incident(api);
    json documents = json::array();
    for (std::int64_t i = 1; i < 50; i += 5) {  // a second incident, in the last whole minute
        documents.push_back(request(kStart + 79 * 60 + i, true)[0]);
    }
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", documents}});
    enable_insights(api);
    const json all = summaries_of(api);
    REQUIRE(all.size() == 2);
    REQUIRE(all[0]["StartTime"] > all[1]["StartTime"]);
    json request = with_times({{"GroupName", "Default"}, {"MaxResults", 1}});
    const json first = api.call("/InsightSummaries", request);
    REQUIRE(first["InsightSummaries"] == json{all[0]});
    request["NextToken"] = first["NextToken"];
    const json second = api.call("/InsightSummaries", request);
    REQUIRE(second["InsightSummaries"] == json{all[1]});
    REQUIRE(second["NextToken"].is_null());
}

TEST_CASE("insights: are the same after a restart", "[insights]") {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("xray-insights-test-" + std::to_string(std::random_device{}()));
    const storage::StoreOptions options{.path = (folder / "x.db").string()};
    json before;
    {
        Api api(options);
        play_incident(api);
        enable_insights(api);
        before = summaries_of(api);
    }
    Api api(options);
    REQUIRE(before.size() == 1);
    REQUIRE(summaries_of(api) == before);
    std::filesystem::remove_all(folder);
}

TEST_CASE("insights: are worked out once for calls in a row, and again when anything changes", "[insights]") {
    Api api;
    play_incident(api);
    enable_insights(api);
    const auto standard = [&] {
        std::optional<storage::StoredGroup> group;
        api.context.store.control().read(
            [&](storage::ControlTables& tables) { group = tables.groups.find("Default"); });
        return *group;
    };
    const auto insights = [&] { return api::insights_of(api.context, standard()).value(); };
    const api::InsightCache::Insights first = insights();
    REQUIRE(first->size() == 1);
    REQUIRE(insights() == first);
    (void)api.call("/Insight", {{"InsightId", first->front().id}});
    (void)api.call("/GetSamplingRules");
    REQUIRE(insights() == first);

    SECTION("by a trace") {
        (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", request(kStart + 1, false)}});
        REQUIRE(insights() != first);
    }
    SECTION("by the end of a minute") {
        api.clock.advance(60);
        REQUIRE(insights() != first);
    }
    SECTION("by another group, which expressions may name") {
        (void)api.call("/CreateGroup", {{"GroupName", "g"}, {"FilterExpression", "fault"}});
        REQUIRE(insights() != first);
    }
    SECTION("by a reset") {
        (void)api.call("/_emulator/reset");
        REQUIRE(insights()->empty());
    }
    SECTION("by retention") {
        (void)api.call("/_emulator/clock", {{"action", "advance"}, {"seconds", 31 * 86400}});
        REQUIRE(insights()->empty());
    }
}

TEST_CASE("insights: come and go with the clock and are the same when it comes back", "[insights][clock]") {
    Api api;
    play_incident(api);
    enable_insights(api);
    const json before = summaries_of(api);
    REQUIRE(before.size() == 1);
    (void)api.call("/_emulator/clock", {{"action", "freeze"}, {"at", kStart + 30 * 60}});
    REQUIRE(summaries_of(api).empty());
    (void)api.call("/_emulator/clock", {{"action", "freeze"}, {"at", kNow + 20 * 86400}});
    REQUIRE(summaries_of(api) == before);
    (void)api.call("/_emulator/clock", {{"action", "freeze"}, {"at", kStart + 65 * 60}});
    REQUIRE(summaries_of(api)[0]["State"] == "ACTIVE");
    (void)api.call("/_emulator/clock", {{"action", "follow"}});
    REQUIRE(summaries_of(api) == before);
}

TEST_CASE("insights: a group whose expression is no longer understood does not hide those of others",
          "[insights]") {
    Api api;
    play_incident(api);
    enable_insights(api);
    const Result<void> stored =
        api.context.store.control().change([](storage::ControlTables& tables) -> Result<void> {
            storage::StoredGroup group;
            group.name = "Broken";  // comes before Default
            group.id = "X";
            group.filter = "service((";
            group.insights = true;
            tables.groups.put(group);
            return {};
        });
    REQUIRE(stored);
    const json id = summaries_of(api).at(0)["InsightId"];
    REQUIRE(api.call("/Insight", {{"InsightId", id}})["Insight"]["InsightId"] == id);
    REQUIRE_FALSE(api.call("/InsightEvents", {{"InsightId", id}})["InsightEvents"].empty());
    REQUIRE_FALSE(api.call("/InsightImpactGraph", with_times({{"InsightId", id}}))["Services"].empty());
    REQUIRE(api.post("/InsightSummaries", with_times({{"GroupName", "Broken"}})).status == 400);
}
