// SPDX-License-Identifier: Apache-2.0
#include "core/base/seeded_hash.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <ctime>
#include <set>
#include <string>
#include <vector>

#include "core/base/count_map.hpp"
#include "core/base/id_map.hpp"
#include "core/base/ids.hpp"

namespace {

constexpr std::size_t kKeys = 40'000;

// The inverse modulo 2^64 of the multiplier that many tables use: its multiples i are i again after the
// multiplication, and agree in their high bits.
std::uint64_t inverse_of_golden_ratio() {
    constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15U;
    std::uint64_t inverse = kMultiplier;
    for (int i = 0; i < 6; ++i) inverse *= 2 - kMultiplier * inverse;
    return inverse;
}

template <class Key>
std::vector<std::uint64_t> keys(const Key& key) {
    std::vector<std::uint64_t> all;
    for (std::uint64_t i = 1; i <= kKeys; ++i) all.push_back(key(i));
    return all;
}

// Processor seconds, so that other programs do not count.
template <class Work>
double seconds_of(const Work& work) {
    const std::clock_t before = std::clock();
    work();
    return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

void fill_id_map(const std::vector<std::uint64_t>& all) {
    xray::IdMap map;
    map.clear(all.size());
    for (const std::uint64_t key : all) map.insert(key, 1);
    CHECK(map.size() == all.size());
}

void fill_count_map(const std::vector<std::uint64_t>& all) {
    xray::CountMap map;
    for (const std::uint64_t key : all) map.add(static_cast<std::int64_t>(key), 1);
    CHECK_FALSE(map.empty());
}

}  // namespace

TEST_CASE("seeded hash: keys made to collide cost a table no more than others", "[hash]") {
    const std::uint64_t inverse = inverse_of_golden_ratio();
    const auto random = keys([](std::uint64_t i) { return i * 0xd6e8feb86659fd93U ^ i << 40U; });
    for (const auto& crafted :
         {keys([inverse](std::uint64_t i) { return i * inverse; }),
          keys([](std::uint64_t i) { return i << 44U; }), keys([](std::uint64_t i) { return i << 20U; }),
          keys([](std::uint64_t i) { return i; })}) {
        // A table in which all collide takes 800 million steps, a good one some ten thousand.
        const double allowed = 0.1 + 10 * seconds_of([&] { fill_id_map(random), fill_count_map(random); });
        CHECK(seconds_of([&] { fill_id_map(crafted); }) < allowed);
        CHECK(seconds_of([&] { fill_count_map(crafted); }) < allowed);
    }
}

TEST_CASE("seeded hash: texts differ in every length and place, and equal ones agree", "[hash]") {
    std::set<std::uint64_t> seen;
    for (std::size_t length = 0; length < 40; ++length) {
        seen.insert(xray::seeded_hash(std::string(length, '\0')));
        for (std::size_t at = 0; at < length; ++at) {
            std::string text(length, '\0');
            text[at] = 'x';
            seen.insert(xray::seeded_hash(text));
            CHECK(xray::seeded_hash(text) == xray::seeded_hash(std::string(text)));
        }
    }
    CHECK(seen.size() == 40 + 39 * 40 / 2);
}

TEST_CASE("seeded hash: trace ids whose derived ids collide do not collide in tables", "[hash]") {
    // The finaliser of SplitMix64, of which derived ids are made: with its value in the first half of a trace
    // id the second half does not count.
    const auto mix = [](std::uint64_t x) {
        x += 0x9e3779b97f4a7c15U;
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31U);
    };
    std::set<std::size_t> seen;
    std::set<std::uint64_t> derived;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const std::array<std::uint64_t, 2> words{mix(i), i};
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), words.data(), bytes.size());
        const xray::TraceId id(bytes);
        derived.insert(derived_segment_id(id, xray::SegmentId(), 0).value());
        seen.insert(std::hash<xray::TraceId>{}(id));
    }
    CHECK(derived.size() == 1);
    CHECK(seen.size() == 200);
}
