// SPDX-License-Identifier: Apache-2.0
// What the real service was seen to answer to deliberate probes of its control plane (2026-09), one case a
// fact.
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

const std::string kClient = "0123456789abcdef01234567";
const std::string kRuleArn = "arn:aws:xray:us-east-1:000000000000:sampling-rule/base";

json rule(const std::string& name) {
    return {{"RuleName", name},   {"Priority", 10}, {"FixedRate", 0.1},   {"ReservoirSize", 1},
            {"ServiceName", "*"}, {"Version", 1},   {"ServiceType", "*"}, {"Host", "*"},
            {"HTTPMethod", "*"},  {"URLPath", "*"}, {"ResourceARN", "*"}};
}

json create(Api& api, const json& given) {
    return api.call("/CreateSamplingRule", {{"SamplingRule", given}})["SamplingRuleRecord"];
}

Failure refused_rule(Api& api, const json& given) {
    return failure_of(api.post("/CreateSamplingRule", {{"SamplingRule", given}}));
}

api::HttpResponse update(Api& api, const json& given) {
    return api.post("/UpdateSamplingRule", {{"SamplingRuleUpdate", given}});
}

json report(const std::string& rule) {
    return {{"RuleName", rule},    {"ClientID", kClient}, {"Timestamp", 1790159572},
            {"RequestCount", 100}, {"SampledCount", 10},  {"BorrowCount", 3}};
}

api::HttpResponse send_reports(Api& api, const json& reports) {
    return api.post("/SamplingTargets", {{"SamplingStatisticsDocuments", reports}});
}

api::HttpResponse send_telemetry(Api& api, const json& records, json request = json::object()) {
    request["TelemetryRecords"] = records;
    return api.post("/TelemetryRecords", request);
}

std::string told(const Failure& failure) {
    return failure.body.begin().value();
}

const Failure kInternalFailure{500, "InternalFailure", {{"message", nullptr}}};

}  // namespace

TEST_CASE("sampling (seen): a map in a message is {key=value, key=value}", "[witnessed]") {
    Api api;
    json given = rule("base");
    for (int i = 0; i < 6; ++i) given["Attributes"][std::to_string(i)] = "v";
    CHECK(told(refused_rule(api, given))
              .find("Value '{0=v, 1=v, 2=v, 3=v, 4=v, 5=v}' at "
                    "'samplingRule.attributes'") != std::string::npos);
}

TEST_CASE("sampling (seen): a list of structures in a message has their names and members", "[witnessed]") {
    Api api;
    api.context.strict = true;
    json partial = report("other");
    partial.erase("BorrowCount");
    json reports(25, report("base"));
    reports.push_back(partial);
    const Failure failure = failure_of(send_reports(api, reports));
    CHECK(failure.type == "ValidationException");
    CHECK(told(failure).find(
              "Value '[SamplingStatisticsDocument(ruleName=base, clientID=0123456789abcdef01234567, "
              "timestamp=Wed Sep 23 10:32:52 UTC 2026, requestCount=100, sampledCount=10, borrowCount=3), "
              "SamplingStatisticsDocument(ruleName=base") != std::string::npos);
    CHECK(told(failure).find(
              "sampledCount=10, borrowCount=null)]' at 'samplingStatisticsDocuments' failed to "
              "satisfy constraint: Member must have length less than or equal to 25") != std::string::npos);
}

TEST_CASE("sampling (seen): Version 2 and values out of range", "[witnessed]") {
    Api api;
    json given = rule("base");
    given["Version"] = 2;
    CHECK(refused_rule(api, given) == invalid_request("Sampling rule version must be 1"));
    given = rule("base");
    given["FixedRate"] = 2;
    CHECK(refused_rule(api, given) ==
          validation("1 validation error detected: Value '2.0' at 'samplingRule.fixedRate' failed to satisfy "
                     "constraint: Member must have value less than or equal to 1"));
    const json before = create(api, rule("base"));
    CHECK(failure_of(update(api, {{"RuleName", "base"}, {"Priority", -1}})) ==
          invalid_request("Invalid update request for sampling rule"));
    CHECK(api.call("/GetSamplingRules")["SamplingRuleRecords"][0] == before);
}

TEST_CASE("sampling (seen): a rule created by ARN alone has the name in it", "[witnessed]") {
    Api api;
    json given = rule("base");
    given.erase("RuleName");
    given["RuleARN"] = kRuleArn;
    CHECK(create(api, given)["SamplingRule"]["RuleName"] == "base");
}

TEST_CASE("sampling (seen): an update passes over what it does not know", "[witnessed]") {
    Api api;
    (void)create(api, rule("base"));
    const api::HttpResponse response =
        update(api, {{"RuleName", "base"}, {"Priority", 7}, {"Version", 2}, {"Unknown", {1}}});
    REQUIRE(response.status == 200);
    CHECK(json::parse(response.body)["SamplingRuleRecord"]["SamplingRule"]["Priority"] == 7);
    CHECK(json::parse(response.body)["SamplingRuleRecord"]["SamplingRule"]["Version"] == 1);
}

TEST_CASE("sampling (seen): a deleted rule is told as it was; its successor begins anew", "[witnessed]") {
    Api api;
    const json before = create(api, rule("base"));
    (void)api.call("/TagResource", {{"ResourceARN", kRuleArn}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
    CHECK(api.call("/DeleteSamplingRule", {{"RuleName", "base"}})["SamplingRuleRecord"] == before);
    api.clock.advance(60);
    CHECK(create(api, rule("base"))["CreatedAt"] == before["CreatedAt"].get<double>() + 60);
    CHECK(api.call("/ListTagsForResource", {{"ResourceARN", kRuleArn}})["Tags"].empty());
}

TEST_CASE("sampling edges (seen): an empty boost in an update is an internal failure", "[witnessed]") {
    Api api;
    const json before = create(api, rule("base"));
    for (const json& boost : {json::object(), json{{"MaxRate", 0.5}}, json{{"CooldownWindowMinutes", 1}}}) {
        CAPTURE(boost);
        CHECK(failure_of(update(api, {{"RuleName", "base"}, {"SamplingRateBoost", boost}})) ==
              kInternalFailure);
    }
    CHECK(api.call("/GetSamplingRules")["SamplingRuleRecords"][0] == before);
}

TEST_CASE("sampling (seen): a report needs a rule, a client and a time, and nothing else", "[witnessed]") {
    Api api;
    for (const char* member : {"RuleName", "ClientID", "Timestamp"}) {
        json without = report("Default");
        without.erase(member);
        std::string name = member;
        name[0] = static_cast<char>(name[0] - 'A' + 'a');
        CHECK(failure_of(send_reports(api, json::array({without}))) ==
              validation("1 validation error detected: Value null at 'samplingStatisticsDocuments.1.member." +
                         name + "' failed to satisfy constraint: Member must not be null"));
    }
    json bare = report("Default");
    for (const char* member : {"RequestCount", "SampledCount", "BorrowCount"}) bare.erase(member);
    CHECK(send_reports(api, json::array({bare})).status == 200);
}

TEST_CASE("sampling (seen): an unknown rule; a rule reported twice; any time", "[witnessed]") {
    Api api;
    const json unknown = json::parse(send_reports(api, json::array({report("gone")})).body);
    CHECK(unknown["UnprocessedStatistics"] ==
          json::parse(R"([{"ErrorCode":"400","Message":"Unknown rule","RuleName":"gone"}])"));
    CHECK_FALSE(unknown.contains("UnprocessedBoostStatistics"));
    const json twice = json::parse(send_reports(api, {report("Default"), report("Default")}).body);
    CHECK(twice["SamplingTargetDocuments"].size() == 2);
    for (const double time : {0.0, 1790000000.0 - 3600, 1790000000.0 + 3600, 1790000000.0 + 86400}) {
        json timed = report("Default");
        timed["Timestamp"] = time;
        CHECK(json::parse(send_reports(api, json::array({timed})).body)["UnprocessedStatistics"].empty());
    }
    CHECK(api.call("/SamplingStatisticSummaries", {{"NextToken", "any"}})["NextToken"].is_null());
}

TEST_CASE("groups (seen): what has no expression", "[witnessed]") {
    Api api;
    const Failure empty = invalid_request("Filter Expression is empty");
    (void)api.call("/CreateGroup", {{"GroupName", "g"}, {"FilterExpression", "ok"}});
    CHECK(failure_of(api.post("/UpdateGroup", {{"GroupName", "g"},
                                               {"InsightsConfiguration", {{"InsightsEnabled", true}}}})) ==
          empty);
    for (const char* blank : {" ", " \t\r\n "}) {
        CHECK(failure_of(api.post("/UpdateGroup", {{"GroupName", "g"}, {"FilterExpression", blank}})) ==
              empty);
        CHECK(failure_of(api.post("/CreateGroup", {{"GroupName", "h"}, {"FilterExpression", blank}})) ==
              empty);
    }
}

TEST_CASE("groups (seen): the ARN of a deleted group is dead everywhere", "[witnessed]") {
    Api api;
    const json group{{"GroupName", "g"}, {"FilterExpression", "ok"}};
    const std::string old = api.call("/CreateGroup", group)["Group"]["GroupARN"];
    (void)api.call("/DeleteGroup", {{"GroupName", "g"}});
    CHECK(api.call("/CreateGroup", group)["Group"]["GroupARN"] != old);

    const Failure not_found = invalid_request("Group not found");
    CHECK(failure_of(api.post("/GetGroup", {{"GroupARN", old}})) == not_found);
    CHECK(failure_of(api.post("/ServiceGraph", {{"StartTime", 0}, {"EndTime", 1}, {"GroupARN", old}})) ==
          not_found);
    const Failure no_tags{
        404, "ResourceNotFoundException", {{"Message", "Resource ARN not found"}, {"ResourceName", old}}};
    CHECK(failure_of(api.post("/ListTagsForResource", {{"ResourceARN", old}})) == no_tags);
    CHECK(failure_of(api.post("/TagResource", {{"ResourceARN", old}, {"Tags", json::array()}})) == no_tags);
    CHECK(failure_of(api.post("/UntagResource", {{"ResourceARN", old}, {"TagKeys", {"k"}}})) == no_tags);
}

TEST_CASE("tags (seen): no tags at all are taken", "[witnessed]") {
    Api api;
    (void)create(api, rule("base"));
    CHECK(api.call("/TagResource", {{"ResourceARN", kRuleArn}, {"Tags", json::array()}}) == json::object());
}

TEST_CASE("telemetry (seen): any number, time and count is taken", "[witnessed]") {
    Api api;
    for (const json& count : {json(-1), json(2147483648), json(1.5), json(1e300), json(nullptr)}) {
        CAPTURE(count);
        const json record{{"Timestamp", 1790000000}, {"SegmentsReceivedCount", count}};
        CHECK(send_telemetry(api, json::array({record})).body == "{}");
    }
    for (const double time : {0.0, -5.0, 1790000000.0 - 31 * 86400, 1790000000.0 + 86400}) {
        CHECK(send_telemetry(api, json::array({{{"Timestamp", time}}})).body == "{}");
    }
    for (const unsigned number : {10U, 11U, 30U}) {
        CHECK(send_telemetry(api, json(number, {{"Timestamp", 1}})).body == "{}");
    }
    const json blank{{"Hostname", ""}, {"EC2InstanceId", ""}, {"ResourceARN", ""}};
    CHECK(send_telemetry(api, {{{"Timestamp", 1}}}, blank).body == "{}");
}

TEST_CASE("telemetry (seen): what is refused, and how", "[witnessed]") {
    Api api;
    CHECK(failure_of(send_telemetry(api, json::array({nullptr}))) == kInternalFailure);
    CHECK(
        failure_of(send_telemetry(api, json::array({json::object()}))) ==
        validation("1 validation error detected: Value null at 'telemetryRecords.1.member.timestamp' failed "
                   "to satisfy constraint: Member must not be null"));
    CHECK(failure_of(send_telemetry(api, json::array())) ==
          invalid_request("Telemetry records cannot be empty"));
}

TEST_CASE("telemetry (seen): several errors are told in the service's order", "[witnessed]") {
    Api api;
    const std::string message = told(failure_of(send_telemetry(api, {{{"Timestamp", 1}}},
                                                               {{"EC2InstanceId", std::string(21, 'i')},
                                                                {"Hostname", std::string(256, 'h')},
                                                                {"ResourceARN", std::string(501, 'a')}})));
    const std::size_t hostname = message.find("at 'hostname'");
    const std::size_t instance = message.find("at 'eC2InstanceId'");
    const std::size_t arn = message.find("at 'resourceARN'");
    CHECK(hostname < instance);
    CHECK(instance < arn);
    CHECK(arn != std::string::npos);
}

TEST_CASE("telemetry (seen): values of a wrong type", "[witnessed]") {
    Api api;
    CHECK(failure_of(send_telemetry(api, {{{"Timestamp", 1}, {"SegmentsSentCount", "x"}}})) ==
          Failure{400,
                  "SerializationException",
                  {{"Message", "STRING_VALUE can not be converted to an Integer"}}});
    CHECK(failure_of(send_telemetry(api, {{{"Timestamp", "x"}}})) ==
          Failure{400,
                  "SerializationException",
                  {{"Message", "STRING_VALUE can not be converted to milliseconds since epoch"}}});
}

TEST_CASE("destination (seen): the one that is set already", "[witnessed]") {
    Api api;
    CHECK(failure_of(api.post("/UpdateTraceSegmentDestination", {{"Destination", "XRay"}})) ==
          invalid_request("The destination is already set to XRay"));
    (void)api.call("/UpdateTraceSegmentDestination", {{"Destination", "CloudWatchLogs"}});
    api.clock.advance(1);
    CHECK(failure_of(api.post("/UpdateTraceSegmentDestination", {{"Destination", "CloudWatchLogs"}})) ==
          invalid_request("The destination is already set to CloudWatchLogs"));
}

TEST_CASE("sampling strategy (seen): what is told first of several mistakes", "[witnessed]") {
    Api api;
    const auto ask = [&](const char* type, const json& strategy) {
        return failure_of(api.post("/TraceSummaries", {{"StartTime", 1},
                                                       {"EndTime", 2},
                                                       {"TimeRangeType", type},
                                                       {"Sampling", true},
                                                       {"SamplingStrategy", strategy}}));
    };
    const Failure rate =
        invalid_request("sampling rate must be specified and its value must be between [0, 1]");
    CHECK(ask("TraceId", {{"Name", "FixedRate"}, {"Value", 2}}) == rate);
    CHECK(ask("TraceId", {{"Name", "FixedRate"}}) == rate);
    CHECK(ask("Event", {{"Name", "FixedRate"}, {"Value", -0.1}}) == rate);
    CHECK(ask("TraceId", {{"Name", "FixedRate"}, {"Value", 0.5}}) ==
          invalid_request("Cannot use FixedRate with input time range type: TraceId. Please try using time "
                          "range type: Event"));
    CHECK(ask("TraceId", {{"Name", "PartialScan"}, {"Value", 100}}).status == 200);
    CHECK(ask("TraceId", json::object()).status == 200);
    CHECK(
        ask("Event", {{"Name", "Other"}}) ==
        validation("1 validation error detected: Value 'Other' at 'samplingStrategy.name' failed to satisfy "
                   "constraint: Member must satisfy enum value set: [FixedRate, PartialScan]"));
}
