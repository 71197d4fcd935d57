// SPDX-License-Identifier: Apache-2.0
#include "api/answers/trace_summary_json.hpp"

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

TEST_CASE("summary: the root segment speaks for the trace, not what happened below it", "[summary]") {
    const json request{{"url", "u"}, {"method", "GET"}, {"user_agent", "a"}, {"client_ip", "1.2.3.4"}};
    const json summary =
        summary_of({segment("front")
                        .with(remote_call("back").fault())
                        .member("http", {{"request", request}, {"response", {{"status", 200}}}}),
                    segment("back").called_by("back").fault().error().throttle().member(
                        "http", {{"request", {{"url", "v"}}}, {"response", {{"status", 503}}}})});
    CHECK(summary["HasFault"] == false);
    CHECK(summary["HasError"] == false);
    CHECK(summary["HasThrottle"] == false);
    CHECK(summary["Http"] == json{{"HttpURL", "u"},
                                  {"HttpMethod", "GET"},
                                  {"UserAgent", "a"},
                                  {"ClientIp", "1.2.3.4"},
                                  {"HttpStatus", 200}});
    CHECK(summary["EntryPoint"]["Name"] == "front");
}

TEST_CASE("summary: a throttled root tells throttle and not error", "[summary]") {
    const json summary = summary_of({segment("x").error().throttle()});
    CHECK(summary["HasThrottle"] == true);
    CHECK(summary["HasError"] == false);
}

TEST_CASE("summary: flags come from the document and never from the status", "[summary]") {
    const json summary = summary_of({segment("x").member("http", {{"response", {{"status", 500}}}})});
    CHECK(summary["HasFault"] == false);
    CHECK(summary["Http"]["HttpStatus"] == 500);
}

TEST_CASE("summary: annotations of every entity, each distinct value once, in their types", "[summary]") {
    const json summary =
        summary_of({segment("x")
                        .annotation("k", 1)
                        .annotation("flag", true)
                        .annotation("text", "12")
                        .with(subsegment("y").annotation("k", 1.0).annotation("text", "13"),
                              subsegment("z").annotation("k", "1").annotation("bad", json::object()))});
    const json& annotations = summary["Annotations"];
    CHECK(annotations.size() == 3);
    REQUIRE(annotations["k"].size() == 2);
    CHECK(annotations["k"][0]["AnnotationValue"]["StringValue"] == "1");
    CHECK(annotations["k"][1]["AnnotationValue"]["NumberValue"] == 1.0);
    CHECK(annotations["flag"][0]["AnnotationValue"]["BooleanValue"] == true);
    CHECK(annotations["text"].size() == 2);
    CHECK(annotations["text"][0]["ServiceIds"].is_null());
}

TEST_CASE("summary: users, instances, zones and ARNs of all segments, each once", "[summary]") {
    const auto on_instance = [](SegmentBuilder of) {
        const json ec2{{"instance_id", "i-1"}, {"availability_zone", "us-west-2a"}};
        return of.member("aws", {{"ec2", ec2}}).member("resource_arn", "arn:1").user("u1");
    };
    const json summary = summary_of({on_instance(segment("x")),
                                     on_instance(segment("y").called_by_segment("x").at(100.5, 0.5)),
                                     segment("z").called_by_segment("x").at(100.6, 0.4).user("u2")});
    CHECK(summary["InstanceIds"] == json::array({{{"Id", "i-1"}}}));
    CHECK(summary["AvailabilityZones"] == json::array({{{"Name", "us-west-2a"}}}));
    CHECK(summary["ResourceARNs"] == json::array({{{"ARN", "arn:1"}}}));
    CHECK(summary["Users"] == json::array({{{"ServiceIds", nullptr}, {"UserName", "u1"}},
                                           {{"ServiceIds", nullptr}, {"UserName", "u2"}}}));
}

TEST_CASE("summary: service ids name every node, the client and inferred ones too", "[summary]") {
    const json summary = summary_of(
        {segment("x")
             .origin("AWS::EC2::Instance")
             .member("aws", {{"account_id", "123456789012"}})
             .with(aws_call("DynamoDB").member("aws", {{"operation", "Scan"}, {"table_name", "t"}}))});
    const json& ids = summary["ServiceIds"];
    CHECK(ids.size() == 3);
    CHECK(xray::test::find_service(ids, "x", "AWS::EC2::Instance")["AccountId"] == "123456789012");
    CHECK(xray::test::find_service(ids, "x", "client")["AccountId"].is_null());
    CHECK_FALSE(xray::test::find_service(ids, "t", "AWS::DynamoDB::Table").is_null());
}

TEST_CASE("summary: a segment whose caller is missing makes the trace partial", "[summary]") {
    const json summary = summary_of({segment("x").called_by("nobody").at(1.9, 0.1)});
    CHECK(summary["IsPartial"] == true);
    CHECK(summary["EntryPoint"].is_null());
    CHECK(summary["Duration"] == 0.1);
    CHECK(summary["StartTime"] == 1.0);
    CHECK(summary["HasFault"] == false);
}

TEST_CASE("summary: every member of the model stands in the answer, without a value as null", "[summary]") {
    const json summary = summary_of({segment("x").in_progress()});
    for (const char* member : {"Annotations",
                               "AvailabilityZones",
                               "Duration",
                               "EntryPoint",
                               "ErrorRootCauses",
                               "FaultRootCauses",
                               "HasError",
                               "HasFault",
                               "HasThrottle",
                               "Http",
                               "Id",
                               "InstanceIds",
                               "IsPartial",
                               "MatchedEventTime",
                               "ResourceARNs",
                               "ResponseTime",
                               "ResponseTimeRootCauses",
                               "Revision",
                               "ServiceIds",
                               "StartTime",
                               "Users"}) {
        INFO(member);
        CHECK(summary.contains(member));
    }
    CHECK(summary.size() == 21);
}
