// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <ostream>

#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/explain.hpp"
#include "core/filter/prefilter.hpp"
#include "core/filter/syntax/parser.hpp"
#include "core/filter/syntax/printer.hpp"
#include "tests/unit/core/filter/corpus.hpp"
#include "tests/unit/core/filter/generators.hpp"

namespace xray::filter {
namespace {

const EvaluationContext kContext{testing::kOwnAccount, {}};

// Any text: none may crash the parser, and an error must lie within the text.
void check_any_text(const std::string& text) {
    const auto expression = compile(text);
    if (expression) {
        RC_ASSERT(parse(print(*expression)).value() == *expression);
    } else {
        RC_ASSERT(expression.error().offset <= text.size());
        RC_ASSERT(!expression.error().message.empty());
    }
}

TEST_CASE("filter property: what is printed parses to the same tree", "[filter]") {
    CHECK(rc::check("print and parse", [] {
        const Expression expression = testing::random_expression();
        const std::string text = print(expression);
        RC_LOG() << text << '\n';
        const auto again = compile(text);
        if (!again) RC_LOG() << again.error().message;
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == expression);
        RC_ASSERT(print(*again) == text);
    }));
}

TEST_CASE("filter property: the prefilter never loses a match", "[filter]") {
    const auto keeps = [](const Expression& expression) {
        const Prefilter prefilter = make_prefilter(expression);
        for (int i = 0; i < 5; ++i) {
            const TraceDigest digest = testing::random_digest();
            const bool matched = matches(expression, digest, kContext);
            const bool admitted = admits(prefilter, digest);
            RC_LOG() << print(expression) << '\n';
            if (matched) RC_ASSERT(admitted);
            if (prefilter.exact) RC_ASSERT(matched == admitted);
        }
    };
    CHECK(rc::check("any expression", [&] { keeps(testing::random_expression()); }));
    CHECK(rc::check("column expressions", [&] { keeps(testing::random_column_expression()); }));
}

TEST_CASE("filter property: a trace matches exactly when every part of its explanation held", "[filter]") {
    CHECK(rc::check("explain", [] {
        const Expression expression = testing::random_expression();
        const TraceDigest digest = testing::random_digest();
        bool all_held = true;
        for (const ClauseResult& result : explain(expression, digest, kContext))
            all_held = all_held && result.held;
        RC_ASSERT(all_held == matches(expression, digest, kContext));
    }));
}

TEST_CASE("filter property: negation is the opposite, and AND and OR are each other's", "[filter]") {
    CHECK(rc::check("De Morgan", [] {
        const Expression a = testing::random_expression();
        const Expression b = testing::random_expression();
        const TraceDigest digest = testing::random_digest();
        const auto holds = [&](const Expression& expression) {
            return matches(expression, digest, kContext);
        };
        const auto negated = [](const Expression& term) {
            return Expression{Not{Box<Expression>(term)}, {}};
        };
        const Expression both{And{{a, b}}, {}};
        const Expression either{Or{{negated(a), negated(b)}}, {}};
        RC_ASSERT(holds(negated(a)) == !holds(a));
        RC_ASSERT(holds(both) == (holds(a) && holds(b)));
        RC_ASSERT(holds(negated(both)) == holds(either));
    }));
}

TEST_CASE("filter property: no text crashes the parser", "[filter]") {
    CHECK(rc::check("damaged expressions", [] {
        std::string text = print(testing::random_expression());
        const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
        text.replace(place, *rc::gen::inRange<std::size_t>(0, 3), testing::random_text());
        check_any_text(text);
    }));
    CHECK(rc::check("any bytes", [] { check_any_text(*rc::gen::arbitrary<std::string>()); }));
}

}  // namespace
}  // namespace xray::filter
