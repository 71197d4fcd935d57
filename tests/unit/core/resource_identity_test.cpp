// SPDX-License-Identifier: Apache-2.0
#include "core/trace/resource_identity.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/support/traces.hpp"

using nlohmann::json;

namespace {

// The inferred document and the graph's node for one call with these members.
struct Inferred {
    json document;
    json node;
};

Inferred infer(const std::string& name, const std::string& members) {
    const std::vector<std::string> documents = {xray::test::document(
        R"({"id":"00000000000000a1","name":"root","start_time":1,"end_time":3,"subsegments":[
            {"id":"00000000000000b1","name":")" +
        name + R"(","start_time":1.5,"end_time":2,)" + members + "}]}")};
    const json segments = xray::test::segments_of(documents);
    REQUIRE(segments.size() == 2);
    for (const json& service : xray::test::graph_of(documents)) {
        if (service["Name"] != "root") return {segments[1], service};
    }
    FAIL("no node");
    return {};
}

}  // namespace

TEST_CASE("inferred: a resource is named where the call says operation and resource", "[inferred]") {
    struct Row {
        const char* service;
        const char* member;
        const char* type;
    };
    for (const Row& row :
         {Row{"DynamoDB", "table_name", "AWS::DynamoDB::Table"}, Row{"S3", "bucket_name", "AWS::S3::Bucket"},
          Row{"SQS", "queue_url", "AWS::SQS::Queue"}, Row{"SNS", "topic_arn", "AWS::SNS"},
          Row{"Lambda", "function_name", "AWS::Lambda"}}) {
        const Inferred named =
            infer(row.service, std::string(R"("namespace":"aws","aws":{"operation":"Do","region":"x",")") +
                                   row.member + R"(":"my-resource"})");
        INFO(row.service);
        CHECK(named.node["Name"] == "my-resource");
        CHECK(named.node["Type"] == row.type);
        CHECK(named.node["State"] == "unknown");
        CHECK(named.document["name"] == row.service);
        CHECK(named.document["origin"] == row.type);
        CHECK(named.document["aws"]["resource_names"] == json::array({"my-resource"}));
        CHECK(named.document.contains("subsegments") == (std::string(row.service) == "SQS"));

        const Inferred plain =
            infer(row.service, std::string(R"("namespace":"aws","aws":{")") + row.member + R"(":"r"})");
        CHECK(plain.node["Name"] == row.service);
        CHECK(plain.node["Type"] == "AWS::" + std::string(row.service));
        CHECK_FALSE(plain.document["aws"].contains("resource_names"));
    }
}

TEST_CASE("inferred: the SDKs' spellings of a service mean the same resource", "[inferred]") {
    for (const char* name :
         {"DynamoDB", "dynamodb", "AmazonDynamoDBv2", "DynamoDb", "DynamoDBv2", "AWS::DynamoDB"}) {
        INFO(name);
        CHECK(infer(name, R"("namespace":"aws","aws":{"operation":"Query","table_name":"t"})").node["Type"] ==
              "AWS::DynamoDB::Table");
    }
    for (const char* name : {"S3", "s3", "Amazon S3"}) {
        INFO(name);
        CHECK(infer(name, R"("namespace":"aws","aws":{"operation":"GetObject","bucket_name":"b"})")
                  .node["Type"] == "AWS::S3::Bucket");
    }
    CHECK(infer("AWSLambda", R"("namespace":"aws","aws":{"operation":"Invoke","function_name":"f"})")
              .node["Name"] == "f");
}

TEST_CASE("inferred: other services keep their name", "[inferred]") {
    CHECK(infer("STS", R"("namespace":"aws")").node["Type"] == "AWS::STS");
    CHECK(infer("my-own-name", R"("namespace":"aws")").node["Type"] == "AWS::my-own-name");
    CHECK(infer("Secrets Manager", R"("namespace":"aws")").node["Type"] == "AWS::Unknown");
    CHECK(infer("Secrets Manager", R"("namespace":"aws")").node["Name"] == "Secrets Manager");
}

TEST_CASE("inferred: remote hosts and databases", "[inferred]") {
    const Inferred host =
        infer("api.example.com", R"("namespace":"remote","http":{"response":{"status":200}})");
    CHECK(host.node["Type"] == "remote");
    CHECK(host.node["State"] == "passive");
    CHECK_FALSE(host.document.contains("origin"));
    CHECK(host.document["http"]["response"]["status"] == 200);
    const Inferred database =
        infer("ebdb@aawijb5u25wdoy.example.com", R"("namespace":"remote","sql":{"url":"jdbc:x"})");
    CHECK(database.node["Type"] == "Database::SQL");
    CHECK(database.document["origin"] == "Database::SQL");
    CHECK(database.document["sql"]["url"] == "jdbc:x");
}

TEST_CASE("inferred: the document is the call seen from the other side", "[inferred]") {
    const Inferred call =
        infer("api.example.com", R"("namespace":"remote","error":true,"fault":false,"throttle":true,
        "annotations":{"a":1},"metadata":{"n":{"k":1}},"cause":{"exceptions":[]},"aws":{"xray":{"sdk":"x"}})");
    CHECK(call.document["inferred"] == true);
    CHECK(call.document["parent_id"] == "00000000000000b1");
    CHECK(call.document["error"] == true);
    CHECK(call.document["throttle"] == true);
    for (const char* member : {"fault", "annotations", "metadata", "cause", "namespace", "aws"}) {
        INFO(member);
        CHECK_FALSE(call.document.contains(member));
    }
}

TEST_CASE("inferred: only finished calls that nobody answered", "[inferred]") {
    const std::string head =
        R"({"id":"00000000000000a1","name":"root","start_time":1,"end_time":3,"subsegments":[
        {"id":"00000000000000b1","name":"x","start_time":1.5,)";
    const auto count = [&](const std::string& members, const std::vector<std::string>& more) {
        std::vector<std::string> documents = {xray::test::document(head + members + "}]}")};
        for (const std::string& text : more) documents.push_back(xray::test::document(text));
        std::size_t inferred = 0;
        for (const json& segment : xray::test::segments_of(documents))
            inferred += segment.contains("inferred") ? 1U : 0U;
        return inferred;
    };
    CHECK(count(R"("end_time":2,"namespace":"remote")", {}) == 1);
    CHECK(count(R"("in_progress":true,"namespace":"remote")", {}) == 0);
    CHECK(count(R"("end_time":2)", {}) == 0);
    CHECK(count(R"("end_time":2,"namespace":"local")", {}) == 0);
    CHECK(
        count(
            R"("end_time":2,"namespace":"remote")",
            {R"({"id":"00000000000000a2","name":"x","parent_id":"00000000000000b1","start_time":1,"end_time":2})"}) ==
        0);
    CHECK(
        count(
            R"("end_time":2,"namespace":"remote")",
            {R"({"id":"00000000000000a2","name":"x","parent_id":"00000000000000B1","start_time":1,"in_progress":true})"}) ==
        0);
}
