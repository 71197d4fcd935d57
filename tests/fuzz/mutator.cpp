// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostChanges = 8;
constexpr std::size_t kMostRepeats = 4000;

constexpr std::array<std::string_view, 16> kExtremeNumbers{"0",
                                                           "-1",
                                                           "1e308",
                                                           "-1e308",
                                                           "1e-320",
                                                           "0.1",
                                                           "NaN",
                                                           "255",
                                                           "65536",
                                                           "2147483648",
                                                           "9223372036854775807",
                                                           "-9223372036854775808",
                                                           "1e400",
                                                           "1e1000",
                                                           "4294967295",
                                                           "18446744073709551616"};

constexpr std::array<unsigned char, 12> kSpecialBytes{0,   1,   0x7f, 0x80, 0xff, '"',
                                                      '{', '}', '[',  ']',  ',',  '\n'};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string unescape(std::string_view text) {
    std::string word;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            word.push_back(text[i]);
            continue;
        }
        const bool hex = i + 3 < text.size() && text[i + 1] == 'x';
        if (!hex) {
            if (++i == text.size()) throw std::runtime_error("a word ends in a backslash");
            word.push_back(text[i]);
            continue;
        }
        unsigned value = 0;
        std::from_chars(text.data() + i + 2, text.data() + i + 4, value, 16);
        word.push_back(static_cast<char>(value));
        i += 3;
    }
    return word;
}

}  // namespace

std::vector<std::string> parse_dictionary(std::string_view text) {
    std::vector<std::string> words;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t first = line.find('"');
        const std::size_t last = line.rfind('"');
        if (first == std::string::npos || last == first) throw std::runtime_error("no word in: " + line);
        words.push_back(unescape(std::string_view(line).substr(first + 1, last - first - 1)));
    }
    return words;
}

Mutator::Mutator(std::vector<std::string> seeds, std::vector<std::string> words, std::uint64_t seed)
    : seeds_(std::move(seeds)), words_(std::move(words)), seed_(seed) {
    if (seeds_.empty()) throw std::runtime_error("there is nothing to mutate");
}

std::string Mutator::make(std::uint64_t number) {
    static constexpr std::array<Change, 9> kChanges{
        &Mutator::flip_bit,     &Mutator::set_byte,    &Mutator::insert_bytes,
        &Mutator::erase_piece,  &Mutator::insert_word, &Mutator::insert_of_another,
        &Mutator::repeat_piece, &Mutator::cross_over,  &Mutator::exchange_number};
    std::seed_seq sequence{seed_, seed_ >> 32U, number, number >> 32U};
    random_.seed(sequence);
    std::string text = seeds_[below(seeds_.size())];
    const std::size_t changes = 1 + below(kMostChanges);
    for (std::size_t i = 0; i < changes; ++i) (this->*kChanges[below(kChanges.size())])(text);
    if (text.size() > kMaxInput) text.resize(kMaxInput);
    return text;
}

// The library's distributions give other numbers with other libraries.
std::size_t Mutator::below(std::size_t bound) {
    return bound == 0 ? 0 : random_() % bound;
}

std::string_view Mutator::piece(std::string_view text, std::size_t most) {
    if (text.empty()) return text;
    const std::size_t from = below(text.size());
    return text.substr(from, 1 + below(std::min(most, text.size() - from)));
}

void Mutator::flip_bit(std::string& text) {
    if (text.empty()) return;
    char& byte = text[below(text.size())];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << below(8)));
}

void Mutator::set_byte(std::string& text) {
    if (text.empty()) return;
    const std::size_t choice = below(kSpecialBytes.size() + 1);
    const auto value = choice < kSpecialBytes.size() ? kSpecialBytes[choice] : below(256);
    text[below(text.size())] = static_cast<char>(value);
}

void Mutator::insert_bytes(std::string& text) {
    std::string bytes;
    const std::size_t count = 1 + below(16);
    for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(below(256)));
    text.insert(below(text.size() + 1), bytes);
}

void Mutator::erase_piece(std::string& text) {
    if (text.empty()) return;
    const std::size_t from = below(text.size());
    text.erase(from, 1 + below(text.size() - from));
}

// Now and then many times: what is not linear shows only in long inputs.
void Mutator::repeat_piece(std::string& text) {
    const std::string repeated(piece(text, 256));
    if (repeated.empty() || text.size() >= kMaxInput) return;
    const std::size_t room = (kMaxInput - text.size()) / repeated.size();
    const std::size_t times = 1 + below(std::min(room, below(8) == 0 ? kMostRepeats : 8));
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += repeated;
    text.insert(below(text.size() + 1), all);
}

void Mutator::insert_word(std::string& text) {
    if (words_.empty()) return insert_bytes(text);
    text.insert(below(text.size() + 1), words_[below(words_.size())]);
}

void Mutator::insert_of_another(std::string& text) {
    const std::string taken(piece(seeds_[below(seeds_.size())], 512));
    text.insert(below(text.size() + 1), taken);
}

void Mutator::cross_over(std::string& text) {
    const std::string& other = seeds_[below(seeds_.size())];
    text.resize(below(text.size() + 1));
    text += other.substr(below(other.size() + 1));
}

void Mutator::exchange_number(std::string& text) {
    if (text.empty()) return;
    const auto begin =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(below(text.size())), text.end(), is_digit);
    const auto end = std::find_if_not(begin, text.end(), is_digit);
    text.replace(begin, end, kExtremeNumbers[below(kExtremeNumbers.size())]);
}

}  // namespace xray::fuzz
