// SPDX-License-Identifier: Apache-2.0
#include "api/answers/trace_summary_json.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::document;
using xray::test::summary_of;

TEST_CASE("summary: the root segment speaks for the trace, not what happened below it", "[summary]") {
    const json summary = summary_of(
        {document(
             R"({"id":"00000000000000a1","name":"front","start_time":10,"end_time":12,"http":{"request":{"url":"u",
                      "method":"GET","user_agent":"a","client_ip":"1.2.3.4"},"response":{"status":200}},"subsegments":[
                      {"id":"00000000000000b1","name":"back","namespace":"remote","start_time":10,"end_time":11,"fault":true}]})"),
         document(
             R"({"id":"00000000000000a2","name":"back","parent_id":"00000000000000b1","start_time":10,"end_time":11,
                      "fault":true,"error":true,"throttle":true,"http":{"request":{"url":"v"},"response":{"status":503}}})")});
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
    const json summary = summary_of({document(
        R"({"id":"00000000000000a1","name":"x","start_time":1,"end_time":2,"error":true,"throttle":true})")});
    CHECK(summary["HasThrottle"] == true);
    CHECK(summary["HasError"] == false);
}

TEST_CASE("summary: flags come from the document and never from the status", "[summary]") {
    const json summary = summary_of({document(
        R"({"id":"00000000000000a1","name":"x","start_time":1,"end_time":2,"http":{"response":{"status":500}}})")});
    CHECK(summary["HasFault"] == false);
    CHECK(summary["Http"]["HttpStatus"] == 500);
}

TEST_CASE("summary: annotations of every entity, each distinct value once, in their types", "[summary]") {
    const json summary = summary_of({document(
        R"({"id":"00000000000000a1","name":"x","start_time":1,"end_time":2,"annotations":{"k":1,"flag":true,"text":"12"},
            "subsegments":[{"id":"00000000000000b1","name":"y","start_time":1,"end_time":2,"annotations":{"k":1.0,"text":"13"}},
            {"id":"00000000000000b2","name":"y","start_time":1,"end_time":2,"annotations":{"k":"1","bad":{}}}]})")});
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
    const char* aws =
        R"("aws":{"ec2":{"instance_id":"i-1","availability_zone":"us-west-2a"}},"resource_arn":"arn:1","user":"u1")";
    const json summary = summary_of(
        {document(std::string(R"({"id":"00000000000000a1","name":"x","start_time":1,"end_time":2,)") + aws +
                  "}"),
         document(
             std::string(
                 R"({"id":"00000000000000a2","name":"y","parent_id":"00000000000000a1","start_time":1.5,"end_time":2,)") +
             aws + "}"),
         document(
             R"({"id":"00000000000000a3","name":"z","parent_id":"00000000000000a1","start_time":1.6,"end_time":2,"user":"u2"})")});
    CHECK(summary["InstanceIds"] == json::array({{{"Id", "i-1"}}}));
    CHECK(summary["AvailabilityZones"] == json::array({{{"Name", "us-west-2a"}}}));
    CHECK(summary["ResourceARNs"] == json::array({{{"ARN", "arn:1"}}}));
    CHECK(summary["Users"] == json::array({{{"ServiceIds", nullptr}, {"UserName", "u1"}},
                                           {{"ServiceIds", nullptr}, {"UserName", "u2"}}}));
}

TEST_CASE("summary: service ids name every node, the client and inferred ones too", "[summary]") {
    const json summary = summary_of({document(
        R"({"id":"00000000000000a1","name":"x","origin":"AWS::EC2::Instance","start_time":1,"end_time":2,"aws":{"account_id":
            "123456789012"},"subsegments":[{"id":"00000000000000b1","name":"DynamoDB","namespace":"aws","start_time":1,"end_time":2,
            "aws":{"operation":"Scan","table_name":"t"}}]})")});
    const json& ids = summary["ServiceIds"];
    CHECK(ids.size() == 3);
    CHECK(xray::test::find_service(ids, "x", "AWS::EC2::Instance")["AccountId"] == "123456789012");
    CHECK(xray::test::find_service(ids, "x", "client")["AccountId"].is_null());
    CHECK_FALSE(xray::test::find_service(ids, "t", "AWS::DynamoDB::Table").is_null());
}

TEST_CASE("summary: a segment whose caller is missing makes the trace partial", "[summary]") {
    const json summary = summary_of({document(
        R"({"id":"00000000000000a1","name":"x","parent_id":"00000000000000ff","start_time":1.9,"end_time":2})")});
    CHECK(summary["IsPartial"] == true);
    CHECK(summary["EntryPoint"].is_null());
    CHECK(summary["Duration"] == 0.1);
    CHECK(summary["StartTime"] == 1.0);
    CHECK(summary["HasFault"] == false);
}

TEST_CASE("summary: every member of the model stands in the answer, without a value as null", "[summary]") {
    const json summary =
        summary_of({document(R"({"id":"00000000000000a1","name":"x","start_time":1,"in_progress":true})")});
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
