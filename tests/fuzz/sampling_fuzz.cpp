// SPDX-License-Identifier: Apache-2.0
// Lines as a talk about sampling: the first byte of each says what it is (a rule made, changed or deleted, a
// report of a client, a request to explain, a move of the clock), the rest is its JSON; and two texts as
// pattern and value.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/sampling/sampling_match.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostLines = 32;
constexpr std::size_t kLongestText = 500;  // of a pattern, in the API

std::string_view path_of(char kind) {
    switch (kind) {
        case 'c':
            return "/CreateSamplingRule";
        case 'u':
            return "/UpdateSamplingRule";
        case 'd':
            return "/DeleteSamplingRule";
        case 't':
            return "/SamplingTargets";
        case 's':
            return "/SamplingStatisticSummaries";
        case 'g':
            return "/GetSamplingRules";
        case 'e':
            return "/_emulator/sampling/explain";
        default:
            return "/_emulator/clock";
    }
}

// The characters of a text, as the matcher takes them: a byte and the continuation bytes behind it.
std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> found;
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U) ++length;
        found.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return found;
}

bool same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

// By the definition, one row of a table for each character of the pattern.
bool matches_by_table(std::string_view pattern, std::string_view text) {
    const std::vector<std::string_view> value = characters(text);
    std::vector<bool> reached(value.size() + 1);
    reached[0] = true;
    for (const std::string_view character : characters(pattern)) {
        std::vector<bool> next(value.size() + 1);
        for (std::size_t i = 0; i <= value.size(); ++i) {
            if (character == "*") {
                next[i] = reached[i] || (i > 0 && next[i - 1]);
            } else if (i > 0 && reached[i - 1]) {
                next[i] = character == "?" || same(character, value[i - 1]);
            }
        }
        reached = std::move(next);
    }
    return reached.back();
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Bytes that are no characters may be taken apart in several ways.
void check_wildcards(std::string_view line) {
    const std::size_t middle = line.find(' ');
    if (middle == std::string_view::npos || !is_ascii(line)) return;
    const std::string_view pattern = line.substr(0, middle).substr(0, kLongestText);
    const std::string_view text = line.substr(middle + 1).substr(0, kLongestText);
    require(matches_wildcards(pattern, text) == matches_by_table(pattern, text),
            "'" + std::string(pattern) + "' is matched wrongly");
}

}  // namespace

void test_input(std::string_view input) {
    static FuzzedApi api;
    api.begin();
    for_each_part(input, '\n', kMostLines, [](std::string_view line) {
        check_wildcards(line);
        if (line.empty()) return;
        api.post(path_of(line.front()), line.substr(1));
    });
    api.post("/GetSamplingRules", "{}");
    api.post("/SamplingStatisticSummaries", "{}");
    api.post("/_emulator/sampling/explain", R"({"ServiceName":"front"})");
}

}  // namespace xray::fuzz
