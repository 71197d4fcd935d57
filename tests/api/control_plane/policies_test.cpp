// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

const std::string kAllow =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},)"
    R"("Action":["xray:PutTraceSegments"],"Resource":"*"}]})";

Failure failed(unsigned status, std::string_view type, const std::string& message) {
    return {status, std::string(type), {{"Message", message}}};
}

api::HttpResponse put(Api& api, const std::string& name, const std::string& document = kAllow,
                      json more = json::object()) {
    more["PolicyName"] = name;
    more["PolicyDocument"] = document;
    return api.post("/PutResourcePolicy", more);
}

}  // namespace

TEST_CASE("policies: revisions count up, also for identical documents", "[policies]") {
    Api api;
    REQUIRE(json::parse(put(api, "p").body) == json{{"ResourcePolicy",
                                                     {{"LastUpdatedTime", 1790000000.0},
                                                      {"PolicyDocument", kAllow},
                                                      {"PolicyName", "p"},
                                                      {"PolicyRevisionId", "1"}}}});
    REQUIRE(json::parse(put(api, "p").body)["ResourcePolicy"]["PolicyRevisionId"] == "2");
    REQUIRE(json::parse(put(api, "p", kAllow, {{"PolicyRevisionId", "2"}})
                            .body)["ResourcePolicy"]["PolicyRevisionId"] == "3");
    const Failure conflict = failed(400, "InvalidPolicyRevisionIdException",
                                    "Another concurrent request has modified the resource policy p");
    REQUIRE(failure_of(put(api, "p", kAllow, {{"PolicyRevisionId", "2"}})) == conflict);
    REQUIRE(failure_of(put(api, "p", kAllow, {{"PolicyRevisionId", "0"}})) == conflict);
    REQUIRE(put(api, "q", kAllow, {{"PolicyRevisionId", "0"}}).status == 200);
    REQUIRE(failure_of(put(api, "r", kAllow, {{"PolicyRevisionId", "1"}})).type ==
            "InvalidPolicyRevisionIdException");
}

TEST_CASE("policies: deleting", "[policies]") {
    Api api;
    (void)put(api, "p");
    const auto remove = [&](const json& request) {
        return failure_of(api.post("/DeleteResourcePolicy", request));
    };
    const auto modified = [](const std::string& name) {
        return failed(400, "InvalidPolicyRevisionIdException",
                      "Another concurrent request has modified or deleted the resource policy " + name);
    };
    REQUIRE(remove({{"PolicyName", "x"}}) ==
            failed(400, "InvalidRequestException", "The resource policy x does not exist."));
    REQUIRE(remove({{"PolicyName", "x"}, {"PolicyRevisionId", "1"}}) == modified("x"));
    REQUIRE(remove({{"PolicyName", "p"}, {"PolicyRevisionId", "2"}}) == modified("p"));
    REQUIRE(remove({{"PolicyName", "p"}, {"PolicyRevisionId", "1"}}) == Failure{200, "", json::object()});
    REQUIRE(api.call("/ListResourcePolicies") ==
            json{{"NextToken", nullptr}, {"ResourcePolicies", json::array()}});
}

TEST_CASE("policies: listed in the order of their creation", "[policies]") {
    Api api;
    for (const std::string name : {"z", "a", "m"}) (void)put(api, name);
    (void)put(api, "z");
    json names = json::array();
    const json listed = api.call("/ListResourcePolicies");
    for (const json& policy : listed["ResourcePolicies"]) names.push_back(policy["PolicyName"]);
    REQUIRE(names == json{"z", "a", "m"});
    REQUIRE(failure_of(api.post("/ListResourcePolicies", {{"NextToken", "x"}})) ==
            invalid_request("NextToken is currently not supported"));
}

TEST_CASE("policies: what is no policy", "[policies]") {
    Api api;
    const Failure malformed{400, "MalformedPolicyDocumentException", {{"Message", nullptr}}};
    for (const std::string document :
         {"{", "", "[]", "{}", R"({"Statement":[]})", R"({"Statement":"x"})", R"({"Statement":[1]})",
          R"({"Statement":{"Effect":"Maybe","Action":"*"}})", R"({"Statement":{"Effect":"Allow"}})"}) {
        CAPTURE(document);
        REQUIRE(failure_of(put(api, "p", document)) == malformed);
    }
    REQUIRE(failure_of(put(api, "a/b")).type == "ValidationException");
}

TEST_CASE("policies: five, of 5 KB each", "[policies]") {
    Api api;
    REQUIRE(failure_of(put(api, "big", kAllow + std::string(5 * 1024, ' '))).type ==
            "PolicySizeLimitExceededException");
    REQUIRE(put(api, "p0", kAllow + std::string(5 * 1024 - kAllow.size(), ' ')).status == 200);
    for (int i = 1; i < 5; ++i) REQUIRE(put(api, "p" + std::to_string(i)).status == 200);
    REQUIRE(failure_of(put(api, "p5")).type == "PolicyCountLimitExceededException");
    REQUIRE(put(api, "p4").status == 200);
}

TEST_CASE("policies: one that locks everybody out needs the bypass", "[policies]") {
    Api api;
    const std::string deny =
        R"({"Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"xray:*","Resource":"*"}})";
    REQUIRE(failure_of(put(api, "p", deny)).type == "LockoutPreventionException");
    REQUIRE(put(api, "p", deny, {{"BypassPolicyLockoutCheck", true}}).status == 200);
    REQUIRE(
        put(api, "q", R"({"Statement":{"Effect":"Deny","Principal":"*","Action":"xray:PutTraceSegments"}})")
            .status == 200);
}
