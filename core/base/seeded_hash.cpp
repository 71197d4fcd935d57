// SPDX-License-Identifier: Apache-2.0
#include "core/base/seeded_hash.hpp"

#include <bit>
#include <cstring>
#include <random>

namespace xray {
namespace {

std::uint64_t random_number() {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
}

struct Key {
    std::uint64_t low = random_number();
    std::uint64_t high = random_number();
};

const Key& process_key() {
    static const Key key;
    return key;
}

// Jean-Philippe Aumasson, Daniel J. Bernstein: SipHash, a fast short-input PRF. Names are those of the paper.
struct Sip {
    std::uint64_t v0;
    std::uint64_t v1;
    std::uint64_t v2;
    std::uint64_t v3;

    explicit Sip(const Key& key)
        : v0(key.low ^ 0x736f6d6570736575U),
          v1(key.high ^ 0x646f72616e646f6dU),
          v2(key.low ^ 0x6c7967656e657261U),
          v3(key.high ^ 0x7465646279746573U) {}

    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void add(std::uint64_t word) {
        v3 ^= word;
        round();
        v0 ^= word;
    }

    std::uint64_t finish() {
        v2 ^= 0xffU;
        for (int i = 0; i < 3; ++i) round();
        return v0 ^ v1 ^ v2 ^ v3;
    }
};

}  // namespace

std::uint64_t hash_seed() {
    return process_key().low;
}

std::uint64_t seeded_hash(std::string_view bytes) {
    Sip sip(process_key());
    const std::uint64_t length = bytes.size();
    std::uint64_t word = 0;
    for (; bytes.size() >= sizeof word; bytes.remove_prefix(sizeof word)) {
        std::memcpy(&word, bytes.data(), sizeof word);
        sip.add(word);
    }
    word = length << 56U;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8U * i);
    }
    sip.add(word);
    return sip.finish();
}

}  // namespace xray
