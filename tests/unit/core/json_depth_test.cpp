// SPDX-License-Identifier: Apache-2.0
#include "core/json/json_depth.hpp"

#include <catch2/catch.hpp>
#include <string>

using xray::nests_deeper;

TEST_CASE("json depth: arrays and objects that are open at once are counted", "[json]") {
    CHECK_FALSE(nests_deeper("", 0));
    CHECK_FALSE(nests_deeper("1", 0));
    CHECK(nests_deeper("[]", 0));
    CHECK_FALSE(nests_deeper("[[],[],{}]", 2));
    CHECK_FALSE(nests_deeper(R"({"a":[{"b":1}]})", 3));
    CHECK(nests_deeper(R"({"a":[{"b":1}]})", 2));
    const std::string deep(1'000'000, '[');
    CHECK(nests_deeper(deep, 999'999));
    CHECK_FALSE(nests_deeper(deep, 1'000'000));
}

TEST_CASE("json depth: what stands in a string does not count", "[json]") {
    CHECK_FALSE(nests_deeper(R"("[[[[")", 0));
    CHECK_FALSE(nests_deeper(R"(["[[\"[[\\", "]]"])", 1));
    CHECK(nests_deeper(R"(["\\",[["x"]]])", 2));
}

TEST_CASE("json depth: texts that are no JSON are counted to their end", "[json]") {
    CHECK_FALSE(nests_deeper("]]]]", 0));
    CHECK(nests_deeper("]]]][", 0));
    CHECK_FALSE(nests_deeper("\"[[[", 0));
    CHECK_FALSE(nests_deeper("\"[[[\\", 0));
}
