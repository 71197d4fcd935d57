// SPDX-License-Identifier: Apache-2.0
#include "core/text/counted.hpp"

#include <catch2/catch.hpp>

using namespace xray;

TEST_CASE("counted: one has no s, everything else has", "[base]") {
    CHECK(counted(0, "document") == "0 documents");
    CHECK(counted(1, "document") == "1 document");
    CHECK(counted(2, "trace") == "2 traces");
    CHECK(counted(18446744073709551615U, "byte") == "18446744073709551615 bytes");
}
