// SPDX-License-Identifier: Apache-2.0
#include "core/base/id_map.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <limits>
#include <map>

#include "core/base/count_map.hpp"

using namespace xray;

namespace {

std::map<std::int64_t, std::int64_t> counts_of(const CountMap& map) {
    std::map<std::int64_t, std::int64_t> counts;
    map.for_each([&](std::int64_t key, std::int64_t count) { counts[key] += count; });
    return counts;
}

}  // namespace

TEST_CASE("id map: a table without entries finds nothing", "[base]") {
    IdMap map;
    CHECK(map.size() == 0);
    CHECK(map.find(0) == nullptr);
    map.clear(100);
    CHECK(map.find(0) == nullptr);
}

TEST_CASE("id map: the first value of a key stays, and can be changed", "[base]") {
    IdMap map;
    CHECK(map.insert(0, 7).second);
    const auto [value, is_new] = map.insert(0, 8);
    CHECK_FALSE(is_new);
    CHECK(*value == 7);
    *value = 9;
    CHECK(*map.find(0) == 9);
    map.clear(0);
    CHECK(map.size() == 0);
    CHECK(map.find(0) == nullptr);
}

TEST_CASE("id map: as many entries as anybody puts in are found again, and no others", "[base]") {
    CHECK(rc::check([](const std::map<std::uint64_t, std::uint32_t>& entries, std::uint64_t other) {
        IdMap map;
        map.clear(*rc::gen::inRange<std::size_t>(0, 8));
        for (const auto& [key, value] : entries) RC_ASSERT(map.insert(key, value).second);
        RC_ASSERT(map.size() == entries.size());
        for (const auto& [key, value] : entries) RC_ASSERT(*map.find(key) == value);
        RC_ASSERT((map.find(other) != nullptr) == entries.contains(other));
    }));
}

TEST_CASE("count map: counts add up, and what was taken away again was never there", "[base]") {
    CHECK(rc::check([](const std::vector<std::pair<std::int8_t, std::int8_t>>& additions) {
        CountMap map;
        std::map<std::int64_t, std::int64_t> expected;
        for (const auto& [key, count] : additions) {
            map.add(key, count);
            expected[key] += count;
        }
        std::erase_if(expected, [](const auto& entry) { return entry.second == 0; });
        RC_ASSERT(counts_of(map) == expected);
        RC_ASSERT(map.empty() == expected.empty());
    }));
}

TEST_CASE("count map: keys and counts at both ends of all numbers", "[base]") {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    CountMap map;
    map.add(kLeast, kMost);
    map.add(kMost, kLeast);
    map.add(kLeast, 1);
    CHECK(counts_of(map) == std::map<std::int64_t, std::int64_t>{{kLeast, kLeast}, {kMost, kLeast}});
    map.add(kLeast, kLeast);
    map.add(kMost, kLeast);
    CHECK(map.empty());
}
