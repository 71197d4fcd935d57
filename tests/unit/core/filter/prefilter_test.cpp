// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <limits>

#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/prefilter.hpp"
#include "tests/unit/core/filter/corpus.hpp"
#include "tests/unit/core/filter/examples_file.hpp"

namespace xray::filter {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

Prefilter of(std::string_view text) {
    return make_prefilter(compile(text).value());
}

Alternatives only(TraceColumn column, std::int64_t low, std::int64_t high, bool or_missing = false) {
    return Alternatives{{ColumnCondition{column, low, high, or_missing}}};
}

bool admits_duration(const Prefilter& prefilter, Micros duration) {
    TraceDigest digest;
    digest.duration = duration;
    return admits(prefilter, digest);
}

TEST_CASE("filter prefilter: flags become columns, and nothing is left", "[filter]") {
    const Prefilter prefilter = of("fault AND !partial AND throttle = false");
    CHECK(prefilter.exact);
    CHECK(prefilter.all_of == std::vector<Alternatives>{only(TraceColumn::kFault, 1, 1),
                                                        only(TraceColumn::kPartial, 0, 0),
                                                        only(TraceColumn::kThrottle, 0, 0)});
    CHECK(of("ok").all_of.size() == 3);
    CHECK(of("!ok").all_of.at(0).any_of.size() == 3);
    CHECK(of("ok = false").all_of == of("!ok").all_of);
    CHECK(of("!(ok != true)").all_of == of("ok").all_of);
}

TEST_CASE("filter prefilter: seconds become microseconds that are shown as such", "[filter]") {
    CHECK(of("duration = 0.803").all_of ==
          std::vector<Alternatives>{only(TraceColumn::kDuration, 802'500, 803'499)});
    CHECK(of("duration > 2").all_of ==
          std::vector<Alternatives>{only(TraceColumn::kDuration, 2'000'500, kHighest)});
    CHECK(of("responsetime >= 2").all_of ==
          std::vector<Alternatives>{only(TraceColumn::kResponseTime, 1'999'500, kHighest)});
    CHECK(of("http.status < 400").all_of ==
          std::vector<Alternatives>{only(TraceColumn::kHttpStatus, kLowest, 399)});
    CHECK(of("http.status != 200").all_of.at(0).any_of.size() == 2);
    CHECK_FALSE(admits_duration(of("duration = 0.0005"), 500));
    CHECK(of("duration < 1e12").all_of.empty());
    CHECK_FALSE(of("duration < 1e12").exact);
}

TEST_CASE("filter prefilter: a negated comparison lets through what is missing", "[filter]") {
    CHECK(of("!(duration < 3)").all_of ==
          std::vector<Alternatives>{only(TraceColumn::kDuration, 2'999'500, kHighest, true)});
    CHECK(of("!duration").all_of == std::vector<Alternatives>{only(TraceColumn::kDuration, 1, 0, true)});
    CHECK(of("http.status").all_of ==
          std::vector<Alternatives>{only(TraceColumn::kHttpStatus, kLowest, kHighest, false)});
}

TEST_CASE("filter prefilter: keeps what it can of a conjunction, and of alternatives", "[filter]") {
    const Prefilter part = of("fault AND service(\"a\") AND duration > 1");
    CHECK(part.all_of.size() == 2);
    CHECK_FALSE(part.exact);

    const Prefilter either = of("fault OR error OR throttle");
    CHECK(either.exact);
    REQUIRE(either.all_of.size() == 1);
    CHECK(either.all_of[0].any_of.size() == 3);

    CHECK(of("fault OR user = \"a\"").all_of.empty());
    CHECK(of("(fault AND user = \"a\") OR (error AND annotation.b)").all_of.at(0).any_of.size() == 2);
    CHECK(of("!(ok AND user)").all_of.empty());
    CHECK(of("!(fault OR user)").all_of == std::vector<Alternatives>{only(TraceColumn::kFault, 0, 0)});
    CHECK(of("group.name = \"g\"").all_of.empty());
}

TEST_CASE("filter prefilter: stays small whatever the expression", "[filter]") {
    std::string chain = "fault";
    std::string product = "(fault error)";
    for (int i = 0; i < 200; ++i) chain += " AND duration > " + std::to_string(i);
    for (int i = 0; i < 200; ++i) product += " OR (ok duration > " + std::to_string(i) + ")";
    for (const std::string& text : {chain, product, "!(" + chain + ")", "!(" + product + ")"}) {
        const Prefilter prefilter = of(text);
        CHECK(prefilter.all_of.size() <= 16);
        CHECK_FALSE(prefilter.exact);
        for (const Alternatives& alternatives : prefilter.all_of) CHECK(alternatives.any_of.size() <= 8);
    }
}

TEST_CASE("filter prefilter: never loses a trace of the corpus, and exact means exact", "[filter]") {
    const EvaluationContext context{testing::kOwnAccount, {}};
    int exact = 0;
    for (const auto& line : testing::read_examples("filter_matches.txt")) {
        INFO("line " << line.number << ": " << line.text);
        const Expression expression = compile(line.text).value();
        const Prefilter prefilter = make_prefilter(expression);
        exact += prefilter.exact ? 1 : 0;
        for (const auto& one : testing::corpus()) {
            const bool matched = matches(expression, one.digest, context);
            const bool admitted = admits(prefilter, one.digest);
            CHECK((!matched || admitted));
            if (prefilter.exact) CHECK(matched == admitted);
        }
    }
    CHECK(exact >= 50);
}

}  // namespace
}  // namespace xray::filter
