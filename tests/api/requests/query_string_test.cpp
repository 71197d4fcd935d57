// SPDX-License-Identifier: Apache-2.0
#include "api/http/query_string.hpp"

#include <catch2/catch.hpp>

using namespace xray;

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("query string: names and values are decoded, in their order", "[query]") {
    REQUIRE(api::parse_query("") == Parameters{});
    REQUIRE(api::parse_query("filter=a%22b%22+AND%20c&x=1") ==
            Parameters{{"filter", "a\"b\" AND c"}, {"x", "1"}});
    REQUIRE(api::parse_query("a=b=c&&d&=e&") == Parameters{{"a", "b=c"}, {"d", ""}, {"", "e"}});
    REQUIRE(api::parse_query("%c3%A4=%00") == Parameters{{"\xc3\xa4", std::string(1, '\0')}});
}

TEST_CASE("query string: a '%' needs two hexadecimal digits", "[query]") {
    for (const char* const query : {"a=%", "a=%2", "a=%2g", "%zz", "a=%+1", "a=% 1", "b=1&a=%-1"}) {
        CAPTURE(query);
        const auto parsed = api::parse_query(query);
        REQUIRE_FALSE(parsed);
        REQUIRE(parsed.error().code == ErrorCode::kInvalidRequest);
    }
}
