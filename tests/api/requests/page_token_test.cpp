// SPDX-License-Identifier: Apache-2.0
#include "api/request/page_token.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace xray;
using namespace xray::api;

TEST_CASE("page token: numbers and text come back", "[token]") {
    const std::string token =
        write_page_token("kind", {1, -1, std::numeric_limits<std::int64_t>::min()}, "a-text");
    CHECK(token == "kind-0000000000000001-ffffffffffffffff-8000000000000000-a-text");
    const auto read = read_page_token("kind", 3, token);
    REQUIRE(read);
    CHECK(read->numbers == std::vector<std::int64_t>{1, -1, std::numeric_limits<std::int64_t>::min()});
    CHECK(read->text == "a-text");
    CHECK(read_page_token("kind", 0, "kind"));
}

TEST_CASE("page token: a token of another list, with more or fewer numbers, or no token at all is refused",
          "[token]") {
    const std::string token = write_page_token("kind", {1});
    CHECK(read_page_token("kind", 1, token));
    CHECK_FALSE(read_page_token("kin", 1, token));
    CHECK_FALSE(read_page_token("other", 1, token));
    CHECK_FALSE(read_page_token("kind", 2, token));
    for (const std::string_view bad :
         {"", "kind", "kind-", "kind-1", "kind-000000000000000g", "kind-00000000000000010",
          "kind-0000000000000001-", "kind0000000000000001", "kind-+000000000000001"}) {
        INFO(bad);
        CHECK_FALSE(read_page_token("kind", 1, bad));
    }
}

TEST_CASE("page token: the position in a list of traces", "[token]") {
    const TraceId id = TraceId::parse("1-65f00000-0123456789abcdef01234567").value();
    for (const Micros time : {Micros{0}, Micros{1790000000'000001}, Micros{-5}, kMinTime, kMaxTime}) {
        const auto read = read_trace_position(write_trace_position({time, id}));
        REQUIRE(read);
        CHECK(read->time == time);
        CHECK(read->id == id);
    }
    for (const std::string_view bad :
         {"", "x", "xr1-0000000000000001", "xr1-0000000000000001-", "xr1-0000000000000001-1-65f00000"})
        CHECK_FALSE(read_trace_position(bad));
}
