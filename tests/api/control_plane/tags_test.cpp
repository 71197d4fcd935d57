// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json tag(const std::string& key, const std::string& value) {
    return {{"Key", key}, {"Value", value}};
}

std::string make_group(Api& api, const json& tags = json::array()) {
    return api.call("/CreateGroup",
                    {{"GroupName", "g"}, {"FilterExpression", "ok"}, {"Tags", tags}})["Group"]["GroupARN"];
}

json tags_of(Api& api, const std::string& arn) {
    return api.call("/ListTagsForResource", {{"ResourceARN", arn}})["Tags"];
}

}  // namespace

TEST_CASE("tags: merged, listed, removed", "[tags]") {
    Api api;
    const std::string arn = make_group(api, json::array({tag("Owner", "x")}));
    REQUIRE(api.post("/ListTagsForResource", {{"ResourceARN", arn}, {"NextToken", "any"}}).body ==
            R"({"NextToken":null,"Tags":[{"Key":"Owner","Value":"x"}]})");
    REQUIRE(api.call("/TagResource",
                     {{"ResourceARN", arn}, {"Tags", {tag("Owner", "y"), tag("a@b", "c d_.:/=+-@")}}}) ==
            json::object());
    REQUIRE(tags_of(api, arn) == json::array({tag("Owner", "y"), tag("a@b", "c d_.:/=+-@")}));
    REQUIRE(api.call("/UntagResource", {{"ResourceARN", arn}, {"TagKeys", {"Owner", "unknown"}}}) ==
            json::object());
    REQUIRE(tags_of(api, arn).size() == 1);
}

TEST_CASE("tags: sampling rules have them, Default rule too", "[tags]") {
    Api api;
    const std::string arn = "arn:aws:xray:us-east-1:000000000000:sampling-rule/Default";
    (void)api.call("/TagResource", {{"ResourceARN", arn}, {"Tags", {tag("k", "v")}}});
    REQUIRE(tags_of(api, arn).size() == 1);
}

TEST_CASE("tags: go with their resource", "[tags]") {
    Api api;
    const std::string arn = make_group(api, json::array({tag("Owner", "x")}));
    (void)api.call("/DeleteGroup", {{"GroupName", "g"}});
    const Failure gone = failure_of(api.post("/ListTagsForResource", {{"ResourceARN", arn}}));
    REQUIRE(gone == Failure{404,
                            "ResourceNotFoundException",
                            {{"Message", "Resource ARN not found"}, {"ResourceName", arn}}});
}

TEST_CASE("tags: what cannot be tagged is not found", "[tags]") {
    Api api;
    const std::string arn = make_group(api);
    for (const std::string& other :
         {std::string("arn:aws:xray:us-east-1:000000000000:group/Default"), std::string("nonsense"),
          std::string("arn:aws:xray:us-east-1:000000000000:sampling-rule/missing"),
          std::string("arn:aws:xray:eu-west-1:000000000000:sampling-rule/Default"), arn + "A",
          arn.substr(0, arn.size() - 53)}) {
        CAPTURE(other);
        REQUIRE(
            failure_of(api.post("/TagResource", {{"ResourceARN", other}, {"Tags", json::array()}})).status ==
            404);
        REQUIRE(failure_of(api.post("/UntagResource", {{"ResourceARN", other}, {"TagKeys", json::array()}}))
                    .status == 404);
        REQUIRE(failure_of(api.post("/ListTagsForResource", {{"ResourceARN", other}})).status == 404);
    }
}

TEST_CASE("tags: limits, and nothing changes when a call is refused", "[tags]") {
    Api api;
    const std::string arn = make_group(api, json::array({tag("Owner", "x")}));
    const auto put = [&](const json& tags) {
        return failure_of(api.post("/TagResource", {{"ResourceARN", arn}, {"Tags", tags}}));
    };
    REQUIRE(put({tag("k", "1"), tag("k", "2")}) == Failure{500, "InternalFailure", {{"message", nullptr}}});
    REQUIRE(put(json::array({tag("aws:k", "1")})) ==
            invalid_request("Caller is an end user and not allowed to mutate system tags"));
    REQUIRE(put(json::array({tag("AWS:k", "1")})).type == "InvalidRequestException");
    REQUIRE(put(json::array({tag("k?", "1")})).type == "InvalidRequestException");
    REQUIRE(put(json::array({tag("k", "1#")})).type == "InvalidRequestException");
    json many = json::array();
    for (int i = 0; i < 50; ++i) many.push_back(tag("k" + std::to_string(i), ""));
    REQUIRE(put(many) == invalid_request("The resultant tag set must not have more than 50 user tags."));
    REQUIRE(tags_of(api, arn) == json::array({tag("Owner", "x")}));
    many.erase(0);
    REQUIRE(api.post("/TagResource", {{"ResourceARN", arn}, {"Tags", many}}).status == 200);
    REQUIRE(tags_of(api, arn).size() == 50);
}
