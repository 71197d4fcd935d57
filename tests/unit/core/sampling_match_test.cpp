// SPDX-License-Identifier: Apache-2.0
#include "core/sampling/sampling_match.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace xray {
namespace {

std::vector<std::string> fields_of(const std::vector<RuleMismatch>& found) {
    std::vector<std::string> fields;
    for (const RuleMismatch& mismatch : found) fields.push_back(mismatch.field);
    return fields;
}

}  // namespace

TEST_CASE("sampling match: wildcards, without regard to case", "[sampling]") {
    CHECK(matches_wildcards("*", ""));
    CHECK(matches_wildcards("", ""));
    CHECK_FALSE(matches_wildcards("", "a"));
    CHECK_FALSE(matches_wildcards("?", ""));
    CHECK(matches_wildcards("GET", "get"));
    CHECK(matches_wildcards("/Api/*", "/api/orders/7"));
    CHECK(matches_wildcards("/api/*/items", "/api/a/items/items"));
    CHECK_FALSE(matches_wildcards("/api/*/items", "/api/items"));
    CHECK(matches_wildcards("a?c", "aBc"));
    CHECK_FALSE(matches_wildcards("a?c", "ac"));
    CHECK(matches_wildcards("a?c",
                            "a\xc3\xa9"
                            "c"));
    CHECK(matches_wildcards("**a**", "xxaxx"));
    CHECK(matches_wildcards("*.com", "a.com.com"));
    CHECK_FALSE(matches_wildcards("*.com", "a.com.org"));
    CHECK_FALSE(matches_wildcards("a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST_CASE("sampling match: every known field and every attribute must match", "[sampling]") {
    SamplingRule rule;
    rule.name = "r";
    rule.host = "*.example.com";
    rule.http_method = "POST";
    rule.attributes = {{"tier", "gold*"}, {"region", "*"}};
    SampledRequest request;
    CHECK(fields_of(mismatches(rule, request)) ==
          std::vector<std::string>{"Attributes.region", "Attributes.tier"});
    request.attributes = {{"tier", "GOLDEN"}, {"region", ""}, {"more", "x"}};
    CHECK(mismatches(rule, request).empty());
    request.http_method = "GET";
    request.host = "example.com";
    request.attributes["tier"] = "silver";
    const std::vector<RuleMismatch> found = mismatches(rule, request);
    CHECK(fields_of(found) == std::vector<std::string>{"Host", "HTTPMethod", "Attributes.tier"});
    CHECK(found[1].pattern == "POST");
    CHECK(found[1].value == "GET");
}

TEST_CASE("sampling match: rules are tried by priority, then by name, Default last", "[sampling]") {
    std::vector<SamplingRule> rules(4);
    rules[0] = default_sampling_rule(DefaultSampling::kAws);
    rules[1].name = "b";
    rules[1].priority = 10;
    rules[2].name = "a";
    rules[2].priority = 10;
    rules[3].name = "Z";
    rules[3].priority = 9;
    rules[0].priority = 1;
    sort_by_priority(rules);
    std::vector<std::string> names;
    for (const SamplingRule& rule : rules) names.push_back(rule.name);
    CHECK(names == std::vector<std::string>{"Z", "a", "b", "Default"});
}

}  // namespace xray
