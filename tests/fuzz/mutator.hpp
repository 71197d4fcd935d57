// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace xray::fuzz {

// Makes inputs out of those of a corpus: bits flipped, bytes and words put in, pieces taken out, repeated and
// taken from other inputs, numbers exchanged for extreme ones. It knows nothing of what an input does; the
// fuzzer, which does, is for long runs.
class Mutator {
public:
    // `seeds` must not be empty; `words` may be.
    Mutator(std::vector<std::string> seeds, std::vector<std::string> words, std::uint64_t seed);

    // The input of that number: the same each time. At most kMaxInput bytes.
    [[nodiscard]] std::string make(std::uint64_t number);

private:
    using Change = void (Mutator::*)(std::string&);

    std::size_t below(std::size_t bound);
    std::string_view piece(std::string_view text, std::size_t most);
    void flip_bit(std::string& text);
    void set_byte(std::string& text);
    void insert_bytes(std::string& text);
    void erase_piece(std::string& text);
    void repeat_piece(std::string& text);
    void insert_word(std::string& text);
    void insert_of_another(std::string& text);
    void cross_over(std::string& text);
    void exchange_number(std::string& text);

    std::vector<std::string> seeds_;
    std::vector<std::string> words_;
    std::uint64_t seed_;
    std::mt19937_64 random_;
};

// The words of a dictionary in libFuzzer's form: lines of "word" or name="word", with \\, \" and \xAB; # for
// comments. Throws std::runtime_error for any other line.
[[nodiscard]] std::vector<std::string> parse_dictionary(std::string_view text);

}  // namespace xray::fuzz
