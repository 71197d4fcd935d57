// SPDX-License-Identifier: Apache-2.0
#include "core/base/stable_hash.hpp"

#include <catch2/catch.hpp>

using xray::Fnv1a;
using xray::spread_bits;

TEST_CASE("stable hash: the published values of FNV-1a", "[base]") {
    CHECK(Fnv1a().value() == 0xcbf29ce484222325U);
    CHECK(Fnv1a().add("a").value() == 0xaf63dc4c8601ec8cU);
    CHECK(Fnv1a().add("foobar").value() == 0x85944171f73967e8U);
    CHECK(Fnv1a().add("foo").add("bar").value() == Fnv1a().add("foobar").value());
    CHECK(Fnv1a(1).add("foobar").value() != Fnv1a().add("foobar").value());
}

TEST_CASE("stable hash: SplitMix64 begins with its published values", "[base]") {
    // The generator with seed 0: its state grows by the golden ratio before each number.
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;
    CHECK(spread_bits(kGolden) == 0xe220a8397b1dcdafU);
    CHECK(spread_bits(2 * kGolden) == 0x6e789e6aa1b965f4U);
}
