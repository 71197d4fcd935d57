// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace xray::filter::testing {

// A line of a file in tests/data, cut at " ||| ".
struct ExampleLine {
    int number = 0;
    std::string section;  // the last [section] above; empty before the first
    std::string before;   // what stands before the bars; empty without bars
    std::string text;     // what stands behind them, or the whole line
};

// Reads a file of examples: without empty lines, and without comments, which begin with `#`. Throws when it
// cannot be read.
[[nodiscard]] std::vector<ExampleLine> read_examples(const std::string& name);

[[nodiscard]] std::vector<std::string> split_words(const std::string& text);

}  // namespace xray::filter::testing
