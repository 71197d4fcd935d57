// SPDX-License-Identifier: Apache-2.0
#include "core/digest/root_cause.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::document;
using xray::test::summary_of;

namespace {

// The names on the way, service by service: "front: front, call* | back: back" (* marks remote entities).
std::string path_of(const json& cause) {
    std::string text;
    for (const json& service : cause["Services"]) {
        if (!text.empty()) text += " | ";
        text += service["Name"].get<std::string>() + (service["Inferred"] == true ? "?:" : ":");
        for (const json& entity : service["EntityPath"]) {
            text += " " + entity["Name"].get<std::string>() + (entity["Remote"] == true ? "*" : "");
        }
    }
    return text;
}

std::string exception(const std::string& id, const std::string& type = "T") {
    return R"("cause":{"exceptions":[{"id":")" + id + R"(","message":"m","type":")" + type + R"("}]})";
}

std::string child(const std::string& id, double length, const std::string& members) {
    return R"({"id":")" + id + R"(","name":")" + id.substr(14) + R"(","start_time":100,"end_time":)" +
           std::to_string(100 + length) + members + "}";
}

json summary_with_children(const std::string& root_members, const std::string& children) {
    return summary_of({document(R"({"id":"00000000000000a1","name":"root","start_time":100,"end_time":110)" +
                                root_members + R"(,"subsegments":[)" + children + "]}")});
}

}  // namespace

TEST_CASE("root cause: a flag without an exception is no cause", "[rootcause]") {
    CHECK(summary_with_children(R"(,"fault":true)", "")["FaultRootCauses"].empty());
    CHECK(summary_with_children(R"(,"fault":true)",
                                child("00000000000000b1", 6, R"(,"fault":true)"))["FaultRootCauses"]
              .empty());
}

TEST_CASE("root cause: of two failed children one is named, by reference if there is one", "[rootcause]") {
    const std::string children =
        child("00000000000000b1", 6, R"(,"fault":true,)" + exception("00000000000000e1")) + "," +
        child("00000000000000b2", 7, R"(,"fault":true,)" + exception("00000000000000e2"));
    const json plain = summary_with_children(R"(,"fault":true)", children)["FaultRootCauses"];
    REQUIRE(plain.size() == 1);
    CHECK(path_of(plain[0]) == "root: root b2");
    CHECK(plain[0]["ClientImpacting"] == true);
    CHECK(plain[0]["Services"][0]["EntityPath"][0]["Exceptions"].empty());
    const json directed =
        summary_with_children(R"(,"fault":true,"cause":"00000000000000e1")", children)["FaultRootCauses"];
    CHECK(path_of(directed[0]) == "root: root b1");
    CHECK(directed[0]["Services"][0]["EntityPath"][1]["Exceptions"][0] ==
          json{{"Name", "T"}, {"Message", "m"}});
}

TEST_CASE("root cause: a failed remote call ends at its receiver", "[rootcause]") {
    const json causes = summary_with_children(
        R"(,"fault":true)",
        child("00000000000000b1", 3,
              R"(,"namespace":"remote","fault":true,)" + exception("00000000000000e1")) +
            "," +
            child("00000000000000b2", 3,
                  R"(,"fault":true,)" + exception("00000000000000e2")))["FaultRootCauses"];
    REQUIRE(causes.size() == 1);
    CHECK(path_of(causes[0]) == "root: root b1* | b1?: b1");
    CHECK(causes[0]["Services"][0]["EntityPath"][1]["Exceptions"].size() == 1);
    CHECK(causes[0]["Services"][1]["EntityPath"][0]["Exceptions"].empty());
}

TEST_CASE("root cause: an unflagged root over a failed callee is not the clients' concern", "[rootcause]") {
    const json summary = summary_of(
        {document(R"({"id":"00000000000000a1","name":"front","start_time":100,"end_time":101,"subsegments":[
             {"id":"00000000000000b1","name":"back","namespace":"remote","start_time":100,"end_time":101,"fault":true}]})"),
         document(
             R"({"id":"00000000000000a2","name":"back","parent_id":"00000000000000b1","start_time":100,"end_time":101,"fault":true,)" +
             exception("00000000000000e1") + "}")});
    REQUIRE(summary["FaultRootCauses"].size() == 1);
    CHECK(path_of(summary["FaultRootCauses"][0]) == "back: back");
    CHECK(summary["FaultRootCauses"][0]["ClientImpacting"] == false);
}

TEST_CASE("root cause: a failure that runs through services is one path from the root", "[rootcause]") {
    const json summary = summary_of(
        {document(
             R"({"id":"00000000000000a1","name":"front","start_time":100,"end_time":101,"fault":true,"subsegments":[
             {"id":"00000000000000b1","name":"call","namespace":"remote","start_time":100,"end_time":101,"fault":true}]})"),
         document(
             R"({"id":"00000000000000a2","name":"back","parent_id":"00000000000000b1","start_time":100,"end_time":101,"fault":true,)" +
             exception("00000000000000e1") + "}")});
    REQUIRE(summary["FaultRootCauses"].size() == 1);
    CHECK(path_of(summary["FaultRootCauses"][0]) == "front: front call* | back: back");
}

TEST_CASE("root cause: throttled calls count among errors", "[rootcause]") {
    const json summary =
        summary_with_children("", child("00000000000000b1", 3, R"(,"namespace":"aws","throttle":true)"));
    REQUIRE(summary["ErrorRootCauses"].size() == 1);
    CHECK(path_of(summary["ErrorRootCauses"][0]) == "b1?: b1");
    CHECK(summary["FaultRootCauses"].empty());
}

TEST_CASE("root cause: slow parts count from more than half of the root's time on", "[rootcause]") {
    const auto path = [](double length, const std::string& members = "") {
        const json causes =
            summary_with_children("", child("00000000000000b1", length, members))["ResponseTimeRootCauses"];
        return causes.empty() ? std::string() : path_of(causes[0]);
    };
    CHECK(path(2.5).empty());
    CHECK(path(5).empty());
    CHECK(path(7) == "root: root b1");
    CHECK(path(7, R"(,"namespace":"remote")") == "root: root b1* | b1?: b1");
    CHECK(path(11).empty());
    const json causes =
        summary_with_children("", child("00000000000000b1", 6, "") + "," +
                                      child("00000000000000b2", 7, ""))["ResponseTimeRootCauses"];
    CHECK(path_of(causes[0]) == "root: root b2");
    CHECK(causes[0]["Services"][0]["EntityPath"][1]["Coverage"] == 0.7);
    CHECK(causes[0]["ClientImpacting"] == true);
}
