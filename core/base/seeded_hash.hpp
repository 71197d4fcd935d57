// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// Hashes for tables in memory whose keys clients choose. They depend on numbers that each process draws
// anew, so nobody can send keys that collide, and nothing that is stored or answered may depend on them.
namespace xray {

// The process's random number for tables of 64-bit keys.
[[nodiscard]] std::uint64_t hash_seed();

// Spreads a 64-bit key over all bits; a bijection for each seed.
[[nodiscard]] inline std::uint64_t seeded_hash(std::uint64_t key, std::uint64_t seed) {
    // The finaliser of SplitMix64, with the seed before it and, turned, in the middle of it.
    std::uint64_t x = key ^ seed;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x += seed << 32U | seed >> 32U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

// SipHash-1-3 of the bytes, under the process's key.
[[nodiscard]] std::uint64_t seeded_hash(std::string_view bytes);

// For std::unordered_map and std::unordered_set of texts.
struct SeededTextHash {
    std::size_t operator()(std::string_view text) const {
        return static_cast<std::size_t>(seeded_hash(text));
    }
};

}  // namespace xray
