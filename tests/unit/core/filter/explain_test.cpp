// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/filter/analyzer.hpp"
#include "core/filter/explain.hpp"
#include "tests/unit/core/filter/corpus.hpp"

namespace xray::filter {
namespace {

using Clauses = std::vector<std::pair<std::string, bool>>;

std::vector<ClauseResult> results_of(std::string_view text, std::string_view specimen) {
    const EvaluationContext context{testing::kOwnAccount, {}};
    return explain(compile(text).value(), testing::specimen(specimen), context);
}

Clauses explained(std::string_view text, std::string_view specimen) {
    Clauses clauses;
    for (const ClauseResult& result : results_of(text, specimen))
        clauses.emplace_back(result.clause, result.held);
    return clauses;
}

TEST_CASE("filter explain: says of each part that AND joins whether it held", "[filter]") {
    CHECK(explained("fault AND (http.status = 404 AND user = \"bob\") duration > 5", "broken") ==
          Clauses{{"fault", true},
                  {"http.status = 404", false},
                  {"user = \"bob\"", true},
                  {"duration > 5", false}});
}

TEST_CASE("filter explain: alternatives and negations stay whole", "[filter]") {
    CHECK(explained("(error OR throttle) AND !fault", "broken") ==
          Clauses{{"error OR throttle", false}, {"!fault", false}});
    CHECK(explained("error OR fault AND ok", "broken") == Clauses{{"error OR fault AND ok", false}});
}

std::string actual(std::string_view text, std::string_view specimen) {
    return results_of(text, specimen).back().actual;
}

TEST_CASE("filter explain: says what there is instead of what was asked for", "[filter]") {
    CHECK(actual("http.method = \"PUT\"", "shop") == "it was \"GET\"");
    CHECK(actual("responsetime < 0.001", "broken").starts_with("it was "));
    CHECK(actual("annotation.nothing = 1", "shop") == "there is none");
    CHECK(actual("group.name = \"nobody\"", "shop") == "the trace is not one of it");
    CHECK(actual("!service(\"cart\")", "shop") == "there is one");
    CHECK(actual("service(\"crat\")", "shop").starts_with("the services are \""));
    CHECK(actual("edge(\"shop-web\", \"crat\")", "shop").starts_with("the calls are \"shop-web\" -> \""));
    CHECK(actual("edge(\"shop-web\", \"cart\") { fault AND ok }", "shop") == "fault: it was false");
    CHECK(actual("rootcause.fault.service { name = \"x\" }", "shop") == "there is no such root cause");
}

TEST_CASE("filter explain: tells a missing node from one whose requests do not fit", "[filter]") {
    CHECK(explained("service(\"cart\") { fault }", "shop") ==
          Clauses{{"service(\"cart\")", true}, {"service(\"cart\") { fault }", false}});
    CHECK(explained("service(\"cart\") { fault }", "broken") ==
          Clauses{{"service(\"cart\") { fault }", false}});
    CHECK(explained("service(\"cart\") { ok }", "shop") == Clauses{{"service(\"cart\") { ok }", true}});
    CHECK(explained("edge(\"shop-web\", \"cart\") { fault }", "shop") ==
          Clauses{{"edge(\"shop-web\", \"cart\")", true}, {"edge(\"shop-web\", \"cart\") { fault }", false}});
    CHECK(explained("service(\"cart\")", "broken") == Clauses{{"service(\"cart\")", false}});
}

}  // namespace
}  // namespace xray::filter
