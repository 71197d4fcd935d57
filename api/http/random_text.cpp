// SPDX-License-Identifier: Apache-2.0
#include "api/http/random_text.hpp"

#include <cstdint>
#include <random>
#include <string_view>

#include "core/text/hex.hpp"

namespace xray::api {
namespace {

// One generator per thread: identifiers need to differ, not to be unguessable.
std::mt19937_64& generator() {
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    return engine;
}

}  // namespace

std::string random_uuid() {
    static constexpr std::string_view kForm = "xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx";
    std::uniform_int_distribution<std::size_t> digit(0, 15);
    std::string text(kForm);
    for (char& c : text) {
        if (c == 'x') c = kHexDigits[digit(generator())];
        if (c == 'V') c = kHexDigits[8 + digit(generator()) % 4];  // the variant of RFC 4122
    }
    return text;
}

std::string random_group_id() {
    static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::uniform_int_distribution<std::size_t> letter(0, kLetters.size() - 1);
    std::string text(52, ' ');
    for (char& c : text) c = kLetters[letter(generator())];
    return text;
}

}  // namespace xray::api
