// SPDX-License-Identifier: Apache-2.0
// A clock that stands, jumps ahead and goes back, as tests move it and as NTP does: nothing is lost, nothing
// stays for ever, and nothing is judged by the wrong rules.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "api/groups/group_lookup.hpp"
#include "storage/control/control_store.hpp"
#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr double kNow = 1790000000.25;  // the fixture's clock
constexpr double kDay = 86400;

void freeze_at(Api& api, double seconds) {
    (void)api.call("/_emulator/clock", {{"action", "freeze"}, {"at", seconds}});
}

// --- groups ---

// A trace of one service.
void put(Api& api, const std::string& service) {
    static int traces = 0;
    const std::string digits = std::to_string(++traces);
    const json document{{"trace_id", "1-6ab38c84-" + std::string(24 - digits.size(), '0') + digits},
                        {"id", "70de5b6f19ff9a0a"},
                        {"name", service},
                        {"start_time", 1790000000},
                        {"end_time", 1790000001}};
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {document.dump()}}});
}

void set_group(Api& api, const std::string& path, const std::string& service) {
    (void)api.call(path, {{"GroupName", "g"}, {"FilterExpression", "service(\"" + service + "\")"}});
}

// The services of the group's graph, whatever it was received in.
std::set<std::string> members(Api& api) {
    const json graph =
        api.call("/ServiceGraph", {{"GroupName", "g"}, {"StartTime", 1789999000}, {"EndTime", 1790001000}});
    std::set<std::string> names;
    for (const json& node : graph["Services"]) {
        if (node["Type"] != "client") names.insert(node["Name"].get<std::string>());
    }
    return names;
}

// --- sampling ---

void create_rule(Api& api, json more = json::object()) {
    json rule{{"FixedRate", 0.05},   {"HTTPMethod", "*"},  {"Host", "*"},         {"Priority", 10},
              {"ReservoirSize", 10}, {"ResourceARN", "*"}, {"RuleName", "fleet"}, {"ServiceName", "*"},
              {"ServiceType", "*"},  {"URLPath", "*"},     {"Version", 1}};
    rule.update(more);
    (void)api.call("/CreateSamplingRule", {{"SamplingRule", rule}});
}

json report(Api& api, char client, int requests = 1, json more = json::object()) {
    json body{{"SamplingStatisticsDocuments",
               {{{"RuleName", "fleet"},
                 {"ClientID", std::string(24, client)},
                 {"Timestamp", 1790000000},
                 {"RequestCount", requests},
                 {"SampledCount", 1},
                 {"BorrowCount", 0}}}}};
    body.update(more);
    return api.call("/SamplingTargets", body)["SamplingTargetDocuments"].at(0);
}

json report_anomalies(Api& api, char client) {
    return report(api, client, 1,
                  {{"SamplingBoostStatisticsDocuments",
                    {{{"RuleName", "fleet"},
                      {"ServiceName", "s"},
                      {"Timestamp", 1790000000},
                      {"AnomalyCount", 5},
                      {"TotalCount", 10},
                      {"SampledAnomalyCount", 1}}}}})
        .value("SamplingBoost", json());
}

json explained(Api& api) {
    return api.call("/_emulator/sampling/explain", {{"ServiceName", "s"}})["Rule"];
}

std::optional<std::string> stored_leases(Api& api) {
    std::optional<std::string> text;
    api.context.store.control().read(
        [&](storage::ControlTables& tables) { text = tables.settings.find("sampling-leases/fleet"); });
    return text;
}

std::int64_t requests_told(Api& api) {
    const json answer = api.call("/SamplingStatisticSummaries");
    for (const json& summary : answer["SamplingStatisticSummaries"]) {
        if (summary["RuleName"] == "fleet") return summary["RequestCount"];
    }
    return -1;
}

}  // namespace

TEST_CASE("moving clock: each expression of a group is for what came in under it, though the clock stands",
          "[clock][groups]") {
    Api api;
    freeze_at(api, kNow);
    set_group(api, "/CreateGroup", "a");
    put(api, "a");
    put(api, "b");
    set_group(api, "/UpdateGroup", "b");
    put(api, "b");
    put(api, "c");
    set_group(api, "/UpdateGroup", "c");
    put(api, "a");
    put(api, "c");
    REQUIRE(members(api) == std::set<std::string>{"a", "b", "c"});
    const json graph =
        api.call("/ServiceGraph", {{"GroupName", "g"}, {"StartTime", 1789999000}, {"EndTime", 1790001000}});
    for (const json& node : graph["Services"]) {
        CAPTURE(node["Name"]);
        if (node["Type"] != "client") REQUIRE(node["SummaryStatistics"]["TotalCount"] == 1);
    }
}

TEST_CASE("moving clock: an expression that was replaced in the future is not for what comes in now",
          "[clock][groups]") {
    Api api;
    set_group(api, "/CreateGroup", "a");
    freeze_at(api, kNow + kDay);
    put(api, "a");
    set_group(api, "/UpdateGroup", "b");
    freeze_at(api, kNow);
    put(api, "a");
    put(api, "b");
    REQUIRE(members(api) == std::set<std::string>{"a", "b"});
    set_group(api, "/UpdateGroup", "c");
    put(api, "b");
    put(api, "c");
    freeze_at(api, kNow + 2 * kDay);
    put(api, "b");
    REQUIRE(members(api) == std::set<std::string>{"a", "b", "c"});
    (void)api.call("/_emulator/clock", {{"action", "follow"}});
    REQUIRE(members(api) == std::set<std::string>{"a", "b", "c"});
}

TEST_CASE("moving clock: an expression under which nothing came in leaves no trace", "[clock][groups]") {
    Api api;
    freeze_at(api, kNow);
    set_group(api, "/CreateGroup", "a");
    put(api, "a");
    for (int i = 0; i < 50; ++i) set_group(api, "/UpdateGroup", "never" + std::to_string(i));
    set_group(api, "/UpdateGroup", "b");
    put(api, "b");
    REQUIRE(members(api) == std::set<std::string>{"a", "b"});
    std::size_t versions = 0;
    api.context.store.control().read([&](storage::ControlTables& tables) {
        versions = tables.groups.earlier_versions(tables.groups.find("g")->id).size();
    });
    REQUIRE(versions == 1);
}

TEST_CASE("moving clock: with strict a group begins after what was there, whatever the clock said",
          "[clock][groups]") {
    Api api;
    api.context.strict = true;
    freeze_at(api, kNow + 60);
    put(api, "a");
    freeze_at(api, kNow);
    set_group(api, "/CreateGroup", "a");
    REQUIRE(members(api).empty());
    put(api, "a");
    REQUIRE(members(api) == std::set<std::string>{"a"});
}

TEST_CASE("moving clock: leases of the future hold the reservoir no longer than others",
          "[clock][sampling]") {
    Api api;
    create_rule(api);
    freeze_at(api, kNow + 365 * kDay);
    (void)report(api, 'a');
    REQUIRE(report(api, 'a')["ReservoirQuota"] == 10);
    freeze_at(api, kNow);
    // Client a may still sample by its lease, so b gets nothing; 301 s later that is over.
    (void)report(api, 'b');
    REQUIRE(report(api, 'b')["ReservoirQuota"] == 0);
    REQUIRE(explained(api)["Clients"] == 2);
    freeze_at(api, kNow + 290);
    REQUIRE(report(api, 'b')["ReservoirQuota"] == 0);
    freeze_at(api, kNow + 301);
    REQUIRE(report(api, 'b')["ReservoirQuota"] == 10);
    REQUIRE(explained(api)["Clients"] == 1);
}

TEST_CASE("moving clock: leases that ran out in the future stay so, those from before last as they should",
          "[clock][sampling]") {
    Api api;
    create_rule(api);
    (void)report(api, 'a');
    const json lease = report(api, 'a');
    freeze_at(api, kNow + kDay);
    REQUIRE(explained(api)["QuotaLeased"] == 0);
    freeze_at(api, kNow + 10);
    REQUIRE(explained(api)["QuotaLeased"] == 10);
    REQUIRE(lease["ReservoirQuotaTTL"] == 1790000300);
}

TEST_CASE("moving clock: the clock may go back a little without a client losing its quota",
          "[clock][sampling]") {
    Api api;
    create_rule(api);
    (void)report(api, 'a');
    for (int step = 0; step < 10; ++step) {
        freeze_at(api, kNow - step);
        REQUIRE(report(api, 'a')["ReservoirQuota"] == 10);
    }
}

TEST_CASE("moving clock: boosts do not outlive their longest time", "[clock][sampling]") {
    Api api;
    create_rule(api, {{"SamplingRateBoost", {{"MaxRate", 0.5}, {"CooldownWindowMinutes", 10}}}});
    freeze_at(api, kNow + kDay);
    REQUIRE_FALSE(report_anomalies(api, 'a').is_null());
    freeze_at(api, kNow);
    // The boost that was given ends 20 s from here at the latest, and another one a minute from here.
    REQUIRE_FALSE(explained(api)["SamplingBoost"].is_null());
    freeze_at(api, kNow + 21);
    REQUIRE(explained(api)["SamplingBoost"].is_null());
    REQUIRE_FALSE(report_anomalies(api, 'a').is_null());
    freeze_at(api, kNow + 61);
    REQUIRE(report_anomalies(api, 'a').is_null());
    freeze_at(api, kNow + 601);
    REQUIRE_FALSE(report_anomalies(api, 'a').is_null());
}

TEST_CASE("moving clock: statistics of a window are not lost while the clock is in the one before",
          "[clock][sampling]") {
    Api api;
    create_rule(api);
    freeze_at(api, 1790000010);
    (void)report(api, 'a', 5);
    freeze_at(api, 1790000009);
    (void)report(api, 'a', 3);
    freeze_at(api, 1790000012);
    (void)report(api, 'a', 2);
    REQUIRE(requests_told(api) == 3);
    freeze_at(api, 1790000020);
    REQUIRE(requests_told(api) == 7);
}

TEST_CASE("sampling: the leases of a deleted rule leave nothing behind", "[sampling]") {
    Api api;
    create_rule(api);
    (void)report(api, 'a');
    (void)report(api, 'a');
    REQUIRE(stored_leases(api));
    (void)api.call("/DeleteSamplingRule", {{"RuleName", "fleet"}});
    REQUIRE_FALSE(stored_leases(api));
}

TEST_CASE("moving clock: what clients are told of the last change of a rule never goes back",
          "[clock][sampling]") {
    Api api;
    freeze_at(api, kNow + kDay);
    create_rule(api);
    const auto told = [&] {
        return api
            .call("/SamplingTargets",
                  {{"SamplingStatisticsDocuments", json::array()}})["LastRuleModification"]
            .get<double>();
    };
    const double before = told();
    freeze_at(api, kNow);
    (void)api.call("/UpdateSamplingRule",
                   {{"SamplingRuleUpdate", {{"RuleName", "fleet"}, {"FixedRate", 1}}}});
    REQUIRE(told() >= before);
    freeze_at(api, kNow + 2 * kDay);
    (void)api.call("/UpdateSamplingRule",
                   {{"SamplingRuleUpdate", {{"RuleName", "fleet"}, {"FixedRate", 0}}}});
    REQUIRE(told() > before);
}

TEST_CASE("moving clock: changes of destination and encryption end, whichever way the clock goes",
          "[clock]") {
    Api api;
    const auto states = [&] {
        return std::vector<json>{api.call("/GetTraceSegmentDestination")["Status"],
                                 api.call("/EncryptionConfig")["EncryptionConfig"]["Status"]};
    };
    freeze_at(api, kNow + kDay);
    (void)api.call("/UpdateTraceSegmentDestination", {{"Destination", "CloudWatchLogs"}});
    (void)api.call("/PutEncryptionConfig", {{"Type", "KMS"}, {"KeyId", "alias/a"}});
    REQUIRE(states() == std::vector<json>{"PENDING", "UPDATING"});
    freeze_at(api, kNow);
    REQUIRE(states() == std::vector<json>{"ACTIVE", "ACTIVE"});
    REQUIRE(api.call("/UpdateTraceSegmentDestination", {{"Destination", "XRay"}})["Status"] == "PENDING");
    (void)api.call("/_emulator/clock", {{"action", "advance"}, {"seconds", 1}});
    REQUIRE(states() == std::vector<json>{"ACTIVE", "ACTIVE"});
    freeze_at(api, kNow + 30 * kDay);
    REQUIRE(states() == std::vector<json>{"ACTIVE", "ACTIVE"});
    REQUIRE(api.call("/GetTraceSegmentDestination")["Destination"] == "XRay");
}

TEST_CASE("moving clock: retrievals are kept for a day, and no longer after the clock has gone back",
          "[clock]") {
    Api api;
    const auto start = [&] {
        return api.call("/StartTraceRetrieval", {{"TraceIds", {"1-58406520-a006649127e371903a2de979"}},
                                                 {"StartTime", 0},
                                                 {"EndTime", 1}})["RetrievalToken"];
    };
    const auto is_known = [&](const json& token) {
        return api.post("/ListRetrievedTraces", {{"RetrievalToken", token}}).status == 200;
    };
    freeze_at(api, kNow + 365 * kDay);
    const json early = start();
    freeze_at(api, kNow);
    (void)start();
    REQUIRE(is_known(early));
    freeze_at(api, kNow + 0.9 * kDay);
    (void)start();
    REQUIRE(is_known(early));
    freeze_at(api, kNow + 1.1 * kDay);
    (void)start();
    REQUIRE_FALSE(is_known(early));
}

TEST_CASE("moving clock: the uptime is never negative", "[clock]") {
    Api api;
    api.clock.advance(-1000);
    REQUIRE(json::parse(api.send("GET", "/_emulator/health").body)["uptimeSeconds"] == 0.0);
    api.clock.advance(1500);
    REQUIRE(json::parse(api.send("GET", "/_emulator/health").body)["uptimeSeconds"] == 500.0);
}
