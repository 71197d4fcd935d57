// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/filter/analyzer.hpp"
#include "core/filter/explain.hpp"
#include "tests/unit/core/filter/corpus.hpp"

namespace xray::filter {
namespace {

std::vector<ClauseResult> explained(std::string_view text, std::string_view specimen) {
    const EvaluationContext context{testing::kOwnAccount, {}};
    return explain(compile(text).value(), testing::specimen(specimen), context);
}

TEST_CASE("filter explain: says of each part that AND joins whether it held", "[filter]") {
    CHECK(explained("fault AND (http.status = 404 AND user = \"bob\") duration > 5", "broken") ==
          std::vector<ClauseResult>{{"fault", true},
                                    {"http.status = 404", false},
                                    {"user = \"bob\"", true},
                                    {"duration > 5", false}});
}

TEST_CASE("filter explain: alternatives and negations stay whole", "[filter]") {
    CHECK(explained("(error OR throttle) AND !fault", "broken") ==
          std::vector<ClauseResult>{{"error OR throttle", false}, {"!fault", false}});
    CHECK(explained("error OR fault AND ok", "broken") ==
          std::vector<ClauseResult>{{"error OR fault AND ok", false}});
}

TEST_CASE("filter explain: tells a missing node from one whose requests do not fit", "[filter]") {
    CHECK(explained("service(\"cart\") { fault }", "shop") ==
          std::vector<ClauseResult>{{"service(\"cart\")", true}, {"service(\"cart\") { fault }", false}});
    CHECK(explained("service(\"cart\") { fault }", "broken") ==
          std::vector<ClauseResult>{{"service(\"cart\") { fault }", false}});
    CHECK(explained("service(\"cart\") { ok }", "shop") ==
          std::vector<ClauseResult>{{"service(\"cart\") { ok }", true}});
    CHECK(explained("edge(\"shop-web\", \"cart\") { fault }", "shop") ==
          std::vector<ClauseResult>{{"edge(\"shop-web\", \"cart\")", true},
                                    {"edge(\"shop-web\", \"cart\") { fault }", false}});
    CHECK(explained("service(\"cart\")", "broken") ==
          std::vector<ClauseResult>{{"service(\"cart\")", false}});
}

}  // namespace
}  // namespace xray::filter
