// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/filter/examples_file.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/source_dir.hpp"

namespace xray::filter::testing {

std::vector<ExampleLine> read_examples(const std::string& name) {
    const std::string path = (test::source_dir() / "tests/data" / name).string();
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<ExampleLine> examples;
    std::string section;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[' && line.back() == ']') {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        const auto bars = line.find(" |||");
        if (bars == std::string::npos) {
            examples.push_back({number, section, {}, line});
        } else {
            const auto text = bars + 5;
            examples.push_back(
                {number, section, line.substr(0, bars), text < line.size() ? line.substr(text) : ""});
        }
    }
    return examples;
}

std::vector<std::string> split_words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

}  // namespace xray::filter::testing
