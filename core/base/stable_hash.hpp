// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

// Hashes whose values databases hold and answers show: they are the same in every run and must stay as they
// are. Tables in memory whose keys clients choose take core/seeded_hash.hpp.
namespace xray {

// The finaliser of SplitMix64: every bit of the input reaches every bit of the result; a bijection.
[[nodiscard]] constexpr std::uint64_t spread_bits(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

// FNV-1a of 64 bits. `salt` gives another hash of the same bytes. Short texts come out close together; where
// that matters the result goes through spread_bits().
class Fnv1a {
public:
    constexpr explicit Fnv1a(std::uint64_t salt = 0) : state_(0xcbf29ce484222325U ^ salt) {}

    constexpr Fnv1a& add(unsigned char byte) {
        state_ = (state_ ^ byte) * 0x100000001b3U;
        return *this;
    }

    constexpr Fnv1a& add(std::string_view bytes) {
        for (const char byte : bytes) add(static_cast<unsigned char>(byte));
        return *this;
    }

    [[nodiscard]] constexpr std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_;
};

}  // namespace xray
