// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <regex>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

TEST_CASE("encryption: none at first", "[settings]") {
    Api api;
    REQUIRE(api.post("/EncryptionConfig", json::object()).body ==
            R"({"EncryptionConfig":{"KeyId":null,"Status":"ACTIVE","Type":"NONE"}})");
}

TEST_CASE("encryption: a change is under way for a second", "[settings]") {
    Api api;
    const json put = api.call("/PutEncryptionConfig",
                              {{"Type", "KMS"}, {"KeyId", "c234a4e8-39e9-4bb0-84e2-b0ea215cbba5"}});
    json expected{{"KeyId", "arn:aws:kms:us-east-1:000000000000:key/c234a4e8-39e9-4bb0-84e2-b0ea215cbba5"},
                  {"Status", "UPDATING"},
                  {"Type", "KMS"}};
    REQUIRE(put["EncryptionConfig"] == expected);
    REQUIRE(api.call("/EncryptionConfig")["EncryptionConfig"] == expected);
    api.clock.advance(1);
    expected["Status"] = "ACTIVE";
    REQUIRE(api.call("/EncryptionConfig")["EncryptionConfig"] == expected);
    REQUIRE(api.call("/PutEncryptionConfig", {{"Type", "NONE"}})["EncryptionConfig"] ==
            json{{"KeyId", nullptr}, {"Status", "UPDATING"}, {"Type", "NONE"}});
}

TEST_CASE("encryption: keys by id, alias and ARN are told as key ARNs", "[settings]") {
    Api api;
    const auto key = [&](const std::string& given) -> std::string {
        return api.call("/PutEncryptionConfig",
                        {{"Type", "KMS"}, {"KeyId", given}})["EncryptionConfig"]["KeyId"];
    };
    const std::string by_alias = key("alias/MyKey");
    REQUIRE(std::regex_match(
        by_alias,
        std::regex("arn:aws:kms:us-east-1:000000000000:key/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")));
    REQUIRE(key("alias/MyKey") == by_alias);
    REQUIRE(key("alias/Other") != by_alias);
    REQUIRE(key("arn:aws:kms:us-east-1:000000000000:alias/MyKey") == by_alias);
    const std::string arn = "arn:aws:kms:eu-west-1:123456789012:key/ae4aa6d4-a4d8-9df9-a475-4ff6d7898456";
    REQUIRE(key(arn) == arn);
    for (const std::string bad :
         {"alias/", "a b", "arn:aws:s3:::bucket", "arn:aws:kms:us-east-1:1:grant/x", "arn:"}) {
        CAPTURE(bad);
        REQUIRE(failure_of(api.post("/PutEncryptionConfig", {{"Type", "KMS"}, {"KeyId", bad}})).type ==
                "InvalidRequestException");
    }
    REQUIRE(failure_of(api.post("/PutEncryptionConfig", {{"Type", "KMS"}})).type ==
            "InvalidRequestException");
    REQUIRE(
        failure_of(api.post("/PutEncryptionConfig", {{"Type", "AES"}})) ==
        validation(
            "1 validation error detected: Value 'AES' at 'type' failed to satisfy constraint: Member must "
            "satisfy enum value set: [NONE, KMS]"));
}

TEST_CASE("indexing rules: one, whose percentage can be set", "[settings]") {
    Api api;
    REQUIRE(api.post("/GetIndexingRules", json::object()).body ==
            R"({"IndexingRules":[{"ModifiedAt":0.0,"Name":"Default","Rule":{"Probabilistic":)"
            R"({"ActualSamplingPercentage":1.0,"DesiredSamplingPercentage":1.0}}}],"NextToken":null})");
    const auto update = [&](const std::string& name, const json& rule) {
        return api.post("/UpdateIndexingRule", {{"Name", name}, {"Rule", rule}});
    };
    const auto percent = [](double value) {
        return json{{"Probabilistic", {{"DesiredSamplingPercentage", value}}}};
    };
    REQUIRE(json::parse(update("Default", percent(12.5)).body)["IndexingRule"] ==
            json::parse(R"({"ModifiedAt":1790000000.0,"Name":"Default","Rule":{"Probabilistic":
                {"ActualSamplingPercentage":12.5,"DesiredSamplingPercentage":12.5}}})"));
    REQUIRE(
        api.call(
            "/GetIndexingRules")["IndexingRules"][0]["Rule"]["Probabilistic"]["ActualSamplingPercentage"] ==
        12.5);
    REQUIRE(failure_of(update("Default", percent(100.1))).type == "InvalidRequestException");
    REQUIRE(failure_of(update("Default", percent(-1))).type == "InvalidRequestException");
    REQUIRE(failure_of(update("Default", json::object())).type == "InvalidRequestException");
    const Failure unknown = failure_of(update("Other", percent(1)));
    REQUIRE(unknown.status == 404);
    REQUIRE(unknown.type == "ResourceNotFoundException");
    REQUIRE(unknown.body["ResourceName"] == "Other");
}

TEST_CASE("destination: XRay at first, pending for a second after a change", "[settings]") {
    Api api;
    REQUIRE(api.call("/GetTraceSegmentDestination") == json{{"Destination", "XRay"}, {"Status", "ACTIVE"}});
    const auto update = [&](const std::string& to) {
        return api.post("/UpdateTraceSegmentDestination", {{"Destination", to}});
    };
    REQUIRE(failure_of(update("XRay")) == invalid_request("The destination is already set to XRay"));
    REQUIRE(json::parse(update("CloudWatchLogs").body) ==
            json{{"Destination", "CloudWatchLogs"}, {"Status", "PENDING"}});
    REQUIRE(failure_of(update("XRay")) ==
            invalid_request("Updates are not allowed while the current status is PENDING"));
    api.clock.advance(1);
    REQUIRE(api.call("/GetTraceSegmentDestination") ==
            json{{"Destination", "CloudWatchLogs"}, {"Status", "ACTIVE"}});
    REQUIRE(update("XRay").status == 200);
    REQUIRE(failure_of(api.post("/UpdateTraceSegmentDestination", json::object())).type ==
            "InvalidRequestException");
}
