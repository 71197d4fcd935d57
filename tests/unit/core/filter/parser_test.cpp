// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "core/filter/syntax/parser.hpp"

namespace xray::filter {
namespace {

Expression parsed(std::string_view text) {
    return parse(text).value();
}

std::string message_of(std::string_view text) {
    const auto result = parse(text);
    return result ? "no error" : result.error().message;
}

std::string selector_message(std::string_view text) {
    const auto result = parse_selector(text);
    return result ? "no error" : result.error().message;
}

Expression bare(Keyword keyword) {
    return Expression{Comparison{keyword, {}, std::nullopt, {}}, {}};
}

Expression compared(Keyword keyword, Operator op, Value value) {
    return Expression{Comparison{keyword, {}, Condition{op, std::move(value), {}, {}}, {}}, {}};
}

TEST_CASE("filter parser: AND binds tighter than OR, and juxtaposition is AND", "[filter]") {
    const Expression fault = bare(Keyword::kFault);
    const Expression error = bare(Keyword::kError);
    const Expression ok = bare(Keyword::kOk);
    const Expression both{And{{error, ok}}, {}};
    CHECK(parsed("fault OR error AND ok") == Expression{Or{{fault, both}}, {}});
    CHECK(parsed("fault OR error ok") == parsed("fault OR error AND ok"));
    CHECK(parsed("(fault OR error) ok") == Expression{And{{Expression{Or{{fault, error}}, {}}, ok}}, {}});
    CHECK(parsed("fault error ok") == Expression{And{{fault, error, ok}}, {}});
    CHECK(parsed("fault AND (error AND ok)") == Expression{And{{fault, both}}, {}});
}

TEST_CASE("filter parser: negation takes the next term only", "[filter]") {
    const Expression not_fault{Not{Box<Expression>(bare(Keyword::kFault))}, {}};
    CHECK(parsed("!fault error") == Expression{And{{not_fault, bare(Keyword::kError)}}, {}});
    CHECK(parsed("NOT fault") == not_fault);
    CHECK(parsed("!(fault)") == not_fault);
    CHECK(parsed("!!fault") == Expression{Not{Box<Expression>(not_fault)}, {}});
}

TEST_CASE("filter parser: single terms in parentheses stand for themselves", "[filter]") {
    CHECK(parsed("(((fault)))") == bare(Keyword::kFault));
    CHECK_FALSE(parsed("fault") == bare(Keyword::kError));
}

TEST_CASE("filter parser: values have the type that they are written in", "[filter]") {
    CHECK(parsed("duration >= -1.5") == compared(Keyword::kDuration, Operator::kGreaterOrEqual, -1.5));
    CHECK(parsed("user = \"a\"") == compared(Keyword::kUser, Operator::kEqual, std::string("a")));
    CHECK(parsed("user = a_b.c") == compared(Keyword::kUser, Operator::kEqual, std::string("a_b.c")));
    CHECK(parsed("ok != \"True\"") == compared(Keyword::kOk, Operator::kNotEqual, true));
    CHECK(parsed("ok = false") == compared(Keyword::kOk, Operator::kEqual, false));
    const auto annotation = parsed("annotation.a = \"true\"");
    CHECK(std::get<std::string>(std::get<Comparison>(annotation.node).condition->value) == "true");
}

TEST_CASE("filter parser: nodes by name or by id", "[filter]") {
    const auto selector_of = [](std::string_view text) {
        const Expression expression = parsed(text);
        return std::get<ServiceClause>(expression.node).node;
    };
    CHECK(selector_of("service()") == NodeSelector{});
    CHECK(selector_of("service(\"a\")") == NodeSelector{"a", std::nullopt, std::nullopt, {}});
    CHECK(selector_of("service(id(name: \"a\"))") == selector_of("service(\"a\")"));
    CHECK(selector_of("service(id(account.id:\"1\",type:\"t\",name:\"a\"))") ==
          NodeSelector{"a", "t", "1", {}});
}

TEST_CASE("filter parser: root cause patterns are JSON", "[filter]") {
    const Expression expression = parsed(R"(rootcause.json = #[{"a": [1, true, null], "b": {}}, "x"])");
    const JsonArray list{JsonValue{1.0}, JsonValue{true}, JsonValue{nullptr}};
    const JsonObject object{{"a", JsonValue{list}}, {"b", JsonValue{JsonObject{}}}};
    CHECK(expression == compared(Keyword::kRootCauseJson, Operator::kEqual,
                                 JsonArray{JsonValue{object}, JsonValue{std::string("x")}}));
}

TEST_CASE("filter parser: clauses know where they stood", "[filter]") {
    const std::string text = "fault AND\n  user  CONTAINS  \"x\" ";
    const Expression expression = parsed(text);
    CHECK(expression.range.begin == 0);
    CHECK(expression.range.end == text.size() - 1);
    const auto& second = std::get<And>(expression.node).terms[1];
    CHECK(text.substr(second.range.begin, second.range.end - second.range.begin) == "user  CONTAINS  \"x\"");
    CHECK(second.range.position == SourcePosition{2, 3});
    const auto& condition = *std::get<Comparison>(second.node).condition;
    CHECK(text.substr(condition.op_range.begin, 8) == "CONTAINS");
    CHECK(text.substr(condition.value_range.begin, 3) == "\"x\"");
}

TEST_CASE("filter parser: errors have the service's own text", "[filter]") {
    CHECK(message_of(R"(annotation.owner = "stackd-xq-89ae23bb13" AND (madeup = 7))") ==
          "Error Location: line 1, position 48 : Invalid input symbol: 'ma'");
    CHECK(message_of("fault AND") == "Error Location: line 1, position 10 : Invalid input symbol: '<EOF>'");
    CHECK(message_of("") == "Error Location: line 1, position 1 : Invalid input symbol: '<EOF>'");
    CHECK(message_of("  ") == "Error Location: line 1, position 3 : Invalid input symbol: '<EOF>'");
}

TEST_CASE("filter parser: what is not closed is missing at the end (seen for parentheses)", "[filter]") {
    const auto missing = [](int position, const std::string& sign) {
        return "Error Location: line 1, position " + std::to_string(position) + " : missing '" + sign +
               "' at end of expression";
    };
    CHECK(message_of("(ok") == missing(4, ")"));
    CHECK(message_of("(ok ") == missing(5, ")"));
    CHECK(message_of("((ok) AND fault") == missing(16, ")"));
    CHECK(message_of("service(\"a\"") == missing(12, ")"));
    CHECK(message_of("service(id(name: \"a\"") == missing(21, ")"));
    CHECK(message_of("service(\"a\") { ok") == missing(18, "}"));
    CHECK(message_of("(ok AND") == "Error Location: line 1, position 8 : Invalid input symbol: '<EOF>'");
    CHECK(message_of("(ok }") == "Error Location: line 1, position 5 : Invalid input symbol: '}'");
    CHECK(selector_message("service(\"a\"") == missing(12, ")"));
}

TEST_CASE("filter parser: a word is cut behind the first letter that fits no keyword (seen)", "[filter]") {
    CHECK(message_of("response_time > 1") ==
          "Error Location: line 1, position 1 : Invalid input symbol: 'response_'");
}

TEST_CASE("filter parser: errors count lines, and characters within a line", "[filter]") {
    CHECK(message_of("fault AND\n\n  madeup") ==
          "Error Location: line 3, position 3 : Invalid input symbol: 'ma'");
    CHECK(message_of("fault\r\nAND )") == "Error Location: line 2, position 5 : Invalid input symbol: ')'");
    CHECK(message_of("user = \"\U0001F600\u00e9\" x") ==
          "Error Location: line 1, position 13 : Invalid input symbol: 'x'");
    CHECK(message_of("fault AND\n") == "Error Location: line 2, position 1 : Invalid input symbol: '<EOF>'");
    CHECK(message_of("user = \"a\nb\" )") ==
          "Error Location: line 2, position 4 : Invalid input symbol: ')'");
    CHECK(parse("user = \"\u00e9\" x").error().offset == 12);
}

TEST_CASE("filter parser: the first mistake in the text is reported", "[filter]") {
    CHECK(message_of("fault ) madeup") == "Error Location: line 1, position 7 : Invalid input symbol: ')'");
    CHECK(message_of("fault = \"x") == "Error Location: line 1, position 9 : Invalid input symbol: '\"x'");
}

TEST_CASE("filter parser: selectors are one node or one edge, without a body", "[filter]") {
    CHECK(std::get<ServiceClause>(parse_selector("service(\"a\")").value()).node.name == "a");
    CHECK(std::get<ServiceClause>(parse_selector(" service(id(type: \"t\")) ").value()).node.type == "t");
    const EntitySelector selector = parse_selector("edge(\"a\", id(name: \"b\", type: \"t\"))").value();
    CHECK(std::get<EdgeClause>(selector).source.name == "a");
    CHECK(std::get<EdgeClause>(selector).destination.type == "t");
}

TEST_CASE("filter parser: selectors are refused as the service refuses them", "[filter]") {
    const auto error = [](int position, const std::string& symbol) {
        return "Error Location: line 1, position " + std::to_string(position) + " : Invalid input symbol: '" +
               symbol + "'";
    };
    CHECK(selector_message(R"(id(name: "front"))") == error(1, "id"));
    CHECK(selector_message("id(0)") == error(1, "id"));
    CHECK(selector_message("service()") == error(9, ")"));
    CHECK(selector_message("edge()") == error(6, ")"));
    CHECK(selector_message(R"(service("a") { fault })") == error(14, "{"));
    CHECK(selector_message(R"(service("a") OR service("b"))") == error(14, "OR"));
    CHECK(selector_message(R"(edge("a", "b") edge("b", "c"))") == error(16, "edge"));
    CHECK(selector_message(R"((service("a")))") == error(1, "("));
    CHECK(selector_message("fault") == error(1, "fault"));
    CHECK(selector_message("") == error(1, "<EOF>"));
    CHECK(selector_message(std::string(kMaxExpressionBytes + 1, ' ')).find("longer than") !=
          std::string::npos);
}

TEST_CASE("filter parser: nesting and length are bounded", "[filter]") {
    const auto nested = [](const std::string& open, const std::string& inner, const std::string& close,
                           int depth) {
        std::string text;
        for (int i = 0; i < depth; ++i) text += open;
        text += inner;
        for (int i = 0; i < depth; ++i) text += close;
        return text;
    };
    CHECK(parse(nested("(", "fault", ")", kMaxNesting - 1)).has_value());
    CHECK(parse(nested("!", "fault", "", kMaxNesting - 1)).has_value());
    for (const auto& text : {nested("(", "fault", ")", kMaxNesting), nested("!", "fault", "", kMaxNesting),
                             nested("(", "", "", 60'000), nested("!(", "fault", ")", kMaxNesting),
                             "rootcause.json = #" + nested("[", "", "]", kMaxNesting + 1)}) {
        const auto result = parse(text);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().kind == FilterErrorKind::kTooLarge);
        CHECK(result.error().message.find("nested too deeply") != std::string::npos);
    }
    CHECK(parse(nested("(", "", "", kMaxNesting)).error().position == SourcePosition{1, kMaxNesting + 1});

    const std::string padded = "fault" + std::string(kMaxExpressionBytes - 5, ' ');
    CHECK(parse(padded).has_value());
    CHECK(parse(padded + " ").error().kind == FilterErrorKind::kTooLarge);
}

}  // namespace
}  // namespace xray::filter
