// SPDX-License-Identifier: Apache-2.0
#include "core/base/numbers.hpp"

#include <catch2/catch.hpp>

#include "api/answers/statistics_json.hpp"
#include "core/base/floor_divide.hpp"
#include "core/base/time.hpp"
#include "core/graph/graph_statistics.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::saturated_integer;
using xray::test::document;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

json summary_of(const xray::RequestStatistics& statistics) {
    std::string text;
    xray::JsonWriter writer(text);
    xray::api::write_statistics(writer, statistics);
    return json::parse(text);
}

}  // namespace

TEST_CASE("numbers: any number has an integer", "[numbers]") {
    CHECK(saturated_integer(1.9) == 1);
    CHECK(saturated_integer(-1.9) == -1);
    for (const double number : {1e300, kInfinity, 9223372036854775808.0})
        CHECK(saturated_integer(number) == kMost);
    for (const double number : {-1e300, -kInfinity, -9223372036854775808.0})
        CHECK(saturated_integer(number) == kLeast);
    CHECK(saturated_integer(9223372036854774784.0) == 9223372036854774784);
    CHECK(saturated_integer(std::nan("")) == 0);
}

TEST_CASE("numbers: division rounds down on both sides of 0", "[numbers]") {
    using xray::floor_divide;
    CHECK(floor_divide(119, 60) == 1);
    CHECK(floor_divide(120, 60) == 2);
    CHECK(floor_divide(0, 60) == 0);
    CHECK(floor_divide(-1, 60) == -1);
    CHECK(floor_divide(-60, 60) == -1);
    CHECK(floor_divide(-61, 60) == -2);
    CHECK(floor_divide(kMost, 1) == kMost);
    CHECK(floor_divide(kLeast, 1) == kLeast);
    CHECK(floor_divide(kLeast, kMost) == -2);
}

TEST_CASE("numbers: lengths of any size are rounded, halves away from 0", "[numbers]") {
    using xray::divided_and_rounded;
    CHECK(divided_and_rounded(1499, 1000) == 1);
    CHECK(divided_and_rounded(1500, 1000) == 2);
    CHECK(divided_and_rounded(-1499, 1000) == -1);
    CHECK(divided_and_rounded(-1500, 1000) == -2);
    CHECK(divided_and_rounded(kMost, 1000) == kMost / 1000 + 1);
    CHECK(divided_and_rounded(kLeast, 1000) == kLeast / 1000 - 1);
    CHECK(xray::rounded_seconds(kLeast) < -9e12);
}

TEST_CASE("numbers: seconds beyond every clock become the last time there is", "[numbers]") {
    const xray::Micros last = xray::micros_from_seconds(1e308);
    CHECK(last == xray::micros_from_seconds(kInfinity));
    CHECK(xray::micros_from_seconds(-1e308) == -last);
    CHECK(xray::micros_from_seconds(std::nan("")) == 0);
    // Lengths between any two times are defined.
    CHECK(last - -last > 0);
}

TEST_CASE("numbers: times of requests at both ends of all time add up and can be taken away", "[numbers]") {
    xray::RequestStatistics statistics;
    const xray::RequestStatistics nothing;
    const xray::Micros longest = xray::micros_from_seconds(1e308) - xray::micros_from_seconds(-1e308);
    statistics.add({}, 1'500'000);
    const json one = summary_of(statistics);
    for (int i = 0; i < 20'000; ++i) statistics.add({}, i % 3 == 0 ? -longest : longest);
    for (int i = 0; i < 20'000; ++i) statistics.add({}, i % 3 == 0 ? -longest : longest, -1);
    CHECK(summary_of(statistics) == one);
    CHECK(one["TotalResponseTime"] == 1.5);
}

TEST_CASE("numbers: documents with numbers of any size are summarised", "[numbers]") {
    for (const char* number : {"1e300", "-1e300", "1e308", "-1e308", "1e-320", "18446744073709551615",
                               "-9223372036854775808", "0", "-1"}) {
        INFO(number);
        const std::string n(number);
        const std::vector<std::string> documents = {
            document(R"({"id":"00000000000000a1","name":"n","start_time":)" + n + R"(,"end_time":1,
                "http":{"response":{"status":)" +
                     n + R"(,"content_length":)" + n + R"(}},"annotations":{"a":)" + n + "}}"),
            document(R"({"id":"00000000000000a2","name":"m","start_time":1,"end_time":)" + n + "}")};
        CHECK(xray::test::summary_of(documents)["Id"] == xray::test::kTraceId);
        CHECK_FALSE(xray::test::graph_of(documents).empty());
        CHECK_FALSE(xray::test::segments_of(documents).empty());
    }
    const json summary = xray::test::summary_of({document(
        R"({"id":"00000000000000a1","name":"n","start_time":1,"end_time":2,"http":{"response":{"status":1e300}}})")});
    CHECK(summary["Http"]["HttpStatus"] == kMost);
}
