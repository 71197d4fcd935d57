// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <regex>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json create(Api& api, const std::string& name, const std::string& filter = "fault") {
    return api.call("/CreateGroup", {{"GroupName", name}, {"FilterExpression", filter}})["Group"];
}

const Failure kNotFound = invalid_request("Group not found");

}  // namespace

TEST_CASE("groups: Default is always there and cannot go", "[groups]") {
    Api api;
    const std::string answer = api.post("/GetGroup", {{"GroupName", "Default"}}).body;
    REQUIRE(
        answer ==
        R"({"Group":{"FilterExpression":null,"GroupARN":"arn:aws:xray:us-east-1:000000000000:group/Default",)"
        R"("GroupName":"Default","InsightsConfiguration":{"InsightsEnabled":false,"NotificationsEnabled":false}}})");
    REQUIRE(api.call("/GetGroup", {{"GroupARN", "arn:aws:xray:us-east-1:000000000000:group/Default"}}) ==
            json::parse(answer));
    REQUIRE(api.call("/Groups") == json{{"Groups", {json::parse(answer)["Group"]}}, {"NextToken", nullptr}});
    REQUIRE(failure_of(api.post("/DeleteGroup", {{"GroupName", "Default"}})).type ==
            "InvalidRequestException");
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "Default"}, {"FilterExpression", "ok"}})) ==
            invalid_request("Default already exists"));
    REQUIRE(
        failure_of(api.post("/UpdateGroup", {{"GroupName", "Default"}, {"FilterExpression", "ok"}})).type ==
        "InvalidRequestException");
}

TEST_CASE("groups: insights of Default can be switched", "[groups]") {
    Api api;
    const json updated = api.call(
        "/UpdateGroup", {{"GroupName", "Default"}, {"InsightsConfiguration", {{"InsightsEnabled", true}}}});
    REQUIRE(updated["Group"]["InsightsConfiguration"]["InsightsEnabled"] == true);
    REQUIRE(updated["Group"]["FilterExpression"].is_null());
    REQUIRE(api.call("/Groups")["Groups"].size() == 1);
    REQUIRE(api.call("/Groups")["Groups"][0] == updated["Group"]);
}

TEST_CASE("groups: create, get by name and ARN, update, delete", "[groups]") {
    Api api;
    const json made = create(api, "checkout", "annotation.owner = \"x\"");
    const std::string arn = made["GroupARN"];
    REQUIRE(
        std::regex_match(arn, std::regex("arn:aws:xray:us-east-1:000000000000:group/checkout/[A-Z2-7]{52}")));
    REQUIRE(made["FilterExpression"] == "annotation.owner = \"x\"");
    REQUIRE(made["InsightsConfiguration"] ==
            json{{"InsightsEnabled", false}, {"NotificationsEnabled", false}});
    REQUIRE(api.call("/GetGroup", {{"GroupName", "checkout"}})["Group"] == made);
    REQUIRE(api.call("/GetGroup", {{"GroupARN", arn}})["Group"] == made);
    REQUIRE(api.call("/Groups")["Groups"].size() == 2);

    const json updated =
        api.call("/UpdateGroup", {{"GroupARN", arn}, {"FilterExpression", "error"}})["Group"];
    REQUIRE(updated["FilterExpression"] == "error");
    REQUIRE(updated["GroupARN"] == arn);

    REQUIRE(api.call("/DeleteGroup", {{"GroupName", "checkout"}}) == json::object());
    REQUIRE(failure_of(api.post("/GetGroup", {{"GroupName", "checkout"}})) == kNotFound);
    REQUIRE(create(api, "checkout")["GroupARN"] != arn);
    REQUIRE(failure_of(api.post("/GetGroup", {{"GroupARN", arn}})) == kNotFound);
}

TEST_CASE("groups: insights and notifications", "[groups]") {
    Api api;
    const auto update = [&](const json& insights) {
        return api.post(
            "/UpdateGroup",
            {{"GroupName", "g"}, {"FilterExpression", "ok"}, {"InsightsConfiguration", insights}});
    };
    const json made =
        api.call("/CreateGroup",
                 {{"GroupName", "g"},
                  {"FilterExpression", "ok"},
                  {"InsightsConfiguration", {{"InsightsEnabled", true}, {"NotificationsEnabled", true}}}});
    REQUIRE(made["Group"]["InsightsConfiguration"]["NotificationsEnabled"] == true);
    REQUIRE(update({{"NotificationsEnabled", false}}).status == 200);
    REQUIRE(update({{"InsightsEnabled", false}}).status == 200);
    REQUIRE(failure_of(update({{"NotificationsEnabled", true}})).type == "InvalidRequestException");
    const json kept = api.call("/GetGroup", {{"GroupName", "g"}})["Group"]["InsightsConfiguration"];
    REQUIRE(kept == json{{"InsightsEnabled", false}, {"NotificationsEnabled", false}});
}

TEST_CASE("groups: errors in the service's words", "[groups]") {
    Api api;
    const json made = create(api, "g");
    const Failure either = invalid_request("Provide either GroupName or GroupARN");
    for (const std::string_view path : {"/GetGroup", "/UpdateGroup", "/DeleteGroup"}) {
        CAPTURE(path);
        REQUIRE(failure_of(api.post(path, {{"GroupName", "g"}, {"GroupARN", made["GroupARN"]}})) == either);
        REQUIRE(failure_of(api.post(path, json::object())) == either);
        REQUIRE(failure_of(api.post(path, {{"GroupName", "missing"}, {"FilterExpression", "ok"}})) ==
                kNotFound);
        REQUIRE(failure_of(api.post(path, {{"GroupName", "G"}, {"FilterExpression", "ok"}})) == kNotFound);
        REQUIRE(failure_of(api.post(path, {{"GroupARN", "arn:aws:xray:us-east-1:000000000000:group/g/X"},
                                           {"FilterExpression", "ok"}})) == kNotFound);
        REQUIRE(failure_of(api.post(path, {{"GroupARN", "nonsense"}, {"FilterExpression", "ok"}})) ==
                kNotFound);
    }
    const Failure empty = invalid_request("Filter Expression is empty");
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "h"}})) == empty);
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "h"}, {"FilterExpression", ""}})) == empty);
    REQUIRE(failure_of(api.post("/UpdateGroup", {{"GroupName", "g"}})) == empty);
    REQUIRE(failure_of(api.post("/UpdateGroup", {{"GroupName", "g"}, {"FilterExpression", ""}})) == empty);
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "g"}, {"FilterExpression", "ok"}})) ==
            invalid_request("g already exists"));
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "a b"}, {"FilterExpression", "ok"}})).type ==
            "InvalidRequestException");
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "h"}, {"FilterExpression", "madeup = 7"}})) ==
            invalid_request("Error Location: line 1, position 1 : Invalid input symbol: 'ma'"));
    REQUIRE(failure_of(api.post("/Groups", {{"NextToken", "not-a-valid-token"}})) ==
            invalid_request("Next Token not supported"));
}

TEST_CASE("groups: 25 with Default, and a refused one leaves nothing behind", "[groups]") {
    Api api;
    for (int i = 0; i < 24; ++i) (void)create(api, "g" + std::to_string(i));
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "more"}, {"FilterExpression", "ok"}})).type ==
            "InvalidRequestException");
    REQUIRE(api.call("/Groups")["Groups"].size() == 25);
    (void)api.call("/DeleteGroup", {{"GroupName", "g0"}});
    REQUIRE(failure_of(api.post("/CreateGroup", {{"GroupName", "more"},
                                                 {"FilterExpression", "ok"},
                                                 {"Tags", {{{"Key", "aws:x"}, {"Value", "y"}}}}}))
                .type == "InvalidRequestException");
    REQUIRE(failure_of(api.post("/GetGroup", {{"GroupName", "more"}})) == kNotFound);
}

TEST_CASE("groups: the graph of a group is made of its traces", "[groups]") {
    Api api;
    (void)create(api, "broken", "fault");
    const auto document = [](char digit, const std::string& name, bool fault) {
        return json{{"trace_id", std::string("1-6ab38c84-00000000000000000000000") + digit},
                    {"id", "70de5b6f19ff9a0a"},
                    {"name", name},
                    {"start_time", 1790000000},
                    {"end_time", 1790000001},
                    {"fault", fault}}
            .dump();
    };
    (void)api.call("/TraceSegments",
                   {{"TraceSegmentDocuments", {document('1', "good", false), document('2', "bad", true)}}});
    const auto nodes = [&](json request) {
        request["StartTime"] = 1789999900;
        request["EndTime"] = 1790000100;
        json names = json::array();
        const json graph = api.call("/ServiceGraph", request);
        for (const json& node : graph["Services"]) {
            if (node["Type"] != "client") names.push_back(node["Name"]);
        }
        return names;
    };
    REQUIRE(nodes(json::object()) == json{"bad", "good"});
    REQUIRE(nodes({{"GroupName", "Default"}}) == json{"bad", "good"});
    REQUIRE(nodes({{"GroupName", "broken"}}) == json::array({"bad"}));
    REQUIRE(failure_of(api.post("/ServiceGraph",
                                {{"GroupName", "missing"}, {"StartTime", 1}, {"EndTime", 2}})) == kNotFound);
}
