// SPDX-License-Identifier: Apache-2.0
// Cases that pass, fail and skip, for test_exit_codes.py; no test of the product.
#include <catch2/catch.hpp>

#include "tests/support/skip.hpp"

TEST_CASE("passes", "[passing]") {
    CHECK(1 + 1 == 2);
}

TEST_CASE("skips", "[skipping]") {
    xray::test::report_skip("nothing to compare with");
}

TEST_CASE("skips twice", "[skipping]") {
    xray::test::report_skip("nothing to compare with");
    xray::test::report_skip("nothing to compare with");
}

TEST_CASE("fails four times", "[failing]") {
    for (int time = 0; time < xray::test::kSkipped; ++time) CHECK(1 + 1 == 3);
}
