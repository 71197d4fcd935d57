// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "tests/unit/core/filter/corpus.hpp"
#include "tests/unit/core/filter/examples_file.hpp"

namespace xray::filter {
namespace {

// The groups that tests/data/filter_matches.txt speaks of.
class Groups {
public:
    Groups() {
        add("failing", "fault OR error");
        add("slow", "responsetime > 1");
        add("both",
            R"(group.name = "failing" AND group.arn = "arn:aws:xray:us-east-1:000000000000:group/slow/1")");
        add("me", R"(group.name = "me")");
        add("ping", R"(group.name = "pong")");
        add("pong", R"(group.name = "ping")");
    }

    [[nodiscard]] const Expression* find(GroupReference reference, std::string_view text) const {
        const auto found = std::find_if(groups_.begin(), groups_.end(), [&](const auto& group) {
            return reference == GroupReference::kName ? group.first == text : arn(group.first) == text;
        });
        return found == groups_.end() ? nullptr : &found->second;
    }

    void add(const std::string& name, std::string_view text) { groups_.emplace(name, compile(text).value()); }

private:
    static std::string arn(const std::string& name) {
        return "arn:aws:xray:us-east-1:000000000000:group/" + name + "/1";
    }

    std::map<std::string, Expression> groups_;
};

EvaluationContext context_with(const Groups& groups) {
    return EvaluationContext{
        testing::kOwnAccount,
        [&groups](GroupReference reference, std::string_view name) { return groups.find(reference, name); }};
}

std::string wanted_names(const std::string& names) {
    std::string wanted;
    for (const auto& one : testing::corpus()) {
        const auto words = testing::split_words(names);
        if (names == "*" || std::find(words.begin(), words.end(), one.name) != words.end()) {
            wanted.append(one.name).append(" ");
        }
    }
    return wanted;
}

std::string matching_names(const Expression& expression, const EvaluationContext& context) {
    std::string names;
    for (const auto& one : testing::corpus()) {
        if (matches(expression, one.digest, context)) names.append(one.name).append(" ");
    }
    return names;
}

TEST_CASE("filter evaluator: every expression of the list selects exactly its traces", "[filter]") {
    const Groups groups;
    const EvaluationContext context = context_with(groups);
    const auto lines = testing::read_examples("filter_matches.txt");
    REQUIRE(lines.size() >= 200);
    for (const auto& line : lines) {
        INFO("line " << line.number << ": " << line.text);
        const auto expression = compile(line.text);
        if (!expression) FAIL_CHECK(expression.error().message);
        if (!expression) continue;
        for (const auto& name : testing::split_words(line.before)) {
            if (name != "*" && name != "-") CHECK_NOTHROW(testing::specimen(name));
        }
        CHECK(matching_names(*expression, context) == wanted_names(line.before));
    }
}

TEST_CASE("filter evaluator: without a resolver no group is known", "[filter]") {
    const auto expression = compile(R"(group.name = "failing")").value();
    CHECK_FALSE(matches(expression, testing::specimen("broken"), EvaluationContext{}));
}

TEST_CASE("filter evaluator: tells which expressions ask for groups", "[filter]") {
    for (const char* text : {"group.name = \"g\"", "fault AND (ok OR !(group.arn != \"a\"))"}) {
        CHECK(refers_to_group(compile(text).value()));
    }
    for (const char* text : {"fault", "service(\"a\") { fault }", "ok OR !annotation.group"}) {
        CHECK_FALSE(refers_to_group(compile(text).value()));
    }
}

TEST_CASE("filter evaluator: groups of groups are worked out once each", "[filter]") {
    Groups groups;
    std::size_t lookups = 0;
    groups.add("g0", "fault AND error");
    for (int i = 1; i <= 30; ++i) {
        const std::string below = "group.name = \"g" + std::to_string(i - 1) + "\"";
        groups.add("g" + std::to_string(i), below + " OR " + below);
    }
    EvaluationContext context = context_with(groups);
    context.find_group = [&](GroupReference reference, std::string_view name) {
        ++lookups;
        return groups.find(reference, name);
    };
    CHECK_FALSE(matches(compile(R"(group.name = "g30")").value(), testing::specimen("broken"), context));
    CHECK(lookups == 61);
}

TEST_CASE("filter evaluator: a selector names nodes by name, type and account", "[filter]") {
    DigestService node;
    node.name = "resize";
    node.type = "AWS::Lambda";
    NodeSelector selector;
    CHECK(matches_node(selector, node, testing::kOwnAccount));
    selector.name = "resize";
    CHECK(matches_node(selector, node, testing::kOwnAccount));
    selector.type = "AWS::Lambda::Function";
    CHECK_FALSE(matches_node(selector, node, testing::kOwnAccount));
    selector.type = "AWS::Lambda";
    selector.account_id = testing::kOwnAccount;
    CHECK(matches_node(selector, node, testing::kOwnAccount));
    node.account_id = "123456789012";
    CHECK_FALSE(matches_node(selector, node, testing::kOwnAccount));
    selector.account_id = "123456789012";
    CHECK(matches_node(selector, node, testing::kOwnAccount));
}

TEST_CASE("filter evaluator: an empty digest has nothing but a good outcome", "[filter]") {
    const TraceDigest empty;
    const EvaluationContext context{testing::kOwnAccount, {}};
    CHECK(matches(compile("ok AND !partial AND !inferred").value(), empty, context));
    for (const char* text :
         {"duration", "user", "annotation.a", "service()", "service() { ok }", "http.status",
          "rootcause.json = #[]", "rootcause.json != #[]", "rootcause.fault.service { !first }"}) {
        INFO(text);
        CHECK_FALSE(matches(compile(text).value(), empty, context));
    }
}

}  // namespace
}  // namespace xray::filter
