// SPDX-License-Identifier: Apache-2.0
#include "core/digest/root_cause.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::aws_call;
using xray::test::remote_call;
using xray::test::segment;
using xray::test::SegmentBuilder;
using xray::test::subsegment;
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

// A root of ten seconds.
SegmentBuilder root() {
    return segment("root").at(100, 10);
}

json fault_causes(const std::vector<std::string>& documents) {
    return summary_of(documents)["FaultRootCauses"];
}

}  // namespace

TEST_CASE("root cause: a flag without an exception is no cause", "[rootcause]") {
    CHECK(fault_causes({root().fault()}).empty());
    CHECK(fault_causes({root().fault().with(subsegment("b1").at(100, 6).fault())}).empty());
}

TEST_CASE("root cause: of two failed children one is named, by reference if there is one", "[rootcause]") {
    const SegmentBuilder failed = root().fault().with(subsegment("b1").at(100, 6).fault().exception("e1"),
                                                      subsegment("b2").at(100, 7).fault().exception("e2"));
    const json plain = fault_causes({failed});
    REQUIRE(plain.size() == 1);
    CHECK(path_of(plain[0]) == "root: root b2");
    CHECK(plain[0]["ClientImpacting"] == true);
    CHECK(plain[0]["Services"][0]["EntityPath"][0]["Exceptions"].empty());
    const json directed = fault_causes({SegmentBuilder(failed).cause("e1")});
    CHECK(path_of(directed[0]) == "root: root b1");
    CHECK(directed[0]["Services"][0]["EntityPath"][1]["Exceptions"][0] ==
          json{{"Name", "T"}, {"Message", "m"}});
}

TEST_CASE("root cause: a failed remote call ends at its receiver", "[rootcause]") {
    const json causes =
        fault_causes({root().fault().with(remote_call("b1").at(100, 3).fault().exception("e1"),
                                          subsegment("b2").at(100, 3).fault().exception("e2"))});
    REQUIRE(causes.size() == 1);
    CHECK(path_of(causes[0]) == "root: root b1* | b1?: b1");
    CHECK(causes[0]["Services"][0]["EntityPath"][1]["Exceptions"].size() == 1);
    CHECK(causes[0]["Services"][1]["EntityPath"][0]["Exceptions"].empty());
}

TEST_CASE("root cause: an unflagged root over a failed callee is not the clients' concern", "[rootcause]") {
    const json causes = fault_causes({segment("front").with(remote_call("back").fault()),
                                      segment("back").called_by("back").fault().exception("e1")});
    REQUIRE(causes.size() == 1);
    CHECK(path_of(causes[0]) == "back: back");
    CHECK(causes[0]["ClientImpacting"] == false);
}

TEST_CASE("root cause: a failure that runs through services is one path from the root", "[rootcause]") {
    const json causes = fault_causes({segment("front").fault().with(remote_call("call").fault()),
                                      segment("back").called_by("call").fault().exception("e1")});
    REQUIRE(causes.size() == 1);
    CHECK(path_of(causes[0]) == "front: front call* | back: back");
}

TEST_CASE("root cause: throttled calls count among errors", "[rootcause]") {
    const json summary = summary_of({root().with(aws_call("b1").at(100, 3).throttle())});
    REQUIRE(summary["ErrorRootCauses"].size() == 1);
    CHECK(path_of(summary["ErrorRootCauses"][0]) == "b1?: b1");
    CHECK(summary["FaultRootCauses"].empty());
}

TEST_CASE("root cause: slow parts count from more than half of the root's time on", "[rootcause]") {
    const auto path = [](const SegmentBuilder& part) {
        const json causes = summary_of({root().with(part)})["ResponseTimeRootCauses"];
        return causes.empty() ? std::string() : path_of(causes[0]);
    };
    CHECK(path(subsegment("b1").at(100, 2.5)).empty());
    CHECK(path(subsegment("b1").at(100, 5)).empty());
    CHECK(path(subsegment("b1").at(100, 7)) == "root: root b1");
    CHECK(path(remote_call("b1").at(100, 7)) == "root: root b1* | b1?: b1");
    CHECK(path(subsegment("b1").at(100, 11)).empty());
    const json causes = summary_of(
        {root().with(subsegment("b1").at(100, 6), subsegment("b2").at(100, 7))})["ResponseTimeRootCauses"];
    CHECK(path_of(causes[0]) == "root: root b2");
    CHECK(causes[0]["Services"][0]["EntityPath"][1]["Coverage"] == 0.7);
    CHECK(causes[0]["ClientImpacting"] == true);
}
