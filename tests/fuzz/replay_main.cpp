// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without a fuzzer, so that its corpus counts in every build: first every file of the
// corpus as it is, then, for the seconds asked for, inputs made out of those.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/input_keeper.hpp"
#include "tests/fuzz/mutator.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace xray::fuzz;

// A corpus that is not found must not pass for one without findings.
constexpr std::size_t kFewestFiles = 10;

constexpr std::string_view kUsage =
    "usage: NAME_replay CORPUS [dictionary FILE] [seconds N] [seed N] [findings FOLDER]\n"
    "       NAME_replay FILE\n";

struct Options {
    std::filesystem::path corpus;
    std::string dictionary;
    std::string findings = ".";
    std::uint64_t seconds = 0;
    std::uint64_t seed = 1;
};

std::uint64_t read_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) throw std::runtime_error("not a number: " + std::string(text));
    return number;
}

Options read_options(const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.size() % 2 == 0) throw std::runtime_error(std::string(kUsage));
    Options options;
    options.corpus = arguments[0];
    for (std::size_t i = 1; i < arguments.size(); i += 2) {
        const std::string& name = arguments[i];
        const std::string& value = arguments[i + 1];
        if (name == "dictionary") {
            options.dictionary = value;
        } else if (name == "findings") {
            options.findings = value;
        } else if (name == "seconds") {
            options.seconds = read_number(value);
        } else if (name == "seed") {
            options.seed = read_number(value);
        } else {
            throw std::runtime_error(std::string(kUsage));
        }
    }
    return options;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + " cannot be read");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// By name: the order decides what is made of them.
std::map<std::string, std::string> read_corpus(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files[entry.path().filename().string()] = read_file(entry.path());
    }
    if (files.size() < kFewestFiles) {
        throw std::runtime_error("only " + std::to_string(files.size()) + " files in " + folder.string());
    }
    return files;
}

void run(InputKeeper& keeper, std::string_view name, std::string_view input) {
    keeper.hold(name, input);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::uint64_t run_mutants(InputKeeper& keeper, Mutator& mutator, std::chrono::seconds length) {
    const auto end = std::chrono::steady_clock::now() + length;
    std::uint64_t number = 0;
    for (; std::chrono::steady_clock::now() < end; ++number) {
        const std::string input = mutator.make(number);
        run(keeper, "mutant-" + std::to_string(number), input);
    }
    return number;
}

void run_all(const std::string& program, const Options& options) {
    InputKeeper keeper(options.findings + "/" + std::filesystem::path(program).filename().string() + "-");
    if (!std::filesystem::is_directory(options.corpus)) {
        const std::string input = read_file(options.corpus);
        return run(keeper, "file", input);
    }
    std::vector<std::string> seeds;
    for (const auto& [name, text] : read_corpus(options.corpus)) {
        run(keeper, name, text);
        seeds.push_back(text);
    }
    std::cout << seeds.size() << " files\n";
    if (options.seconds == 0) return;
    std::vector<std::string> words;
    if (!options.dictionary.empty()) words = parse_dictionary(read_file(options.dictionary));
    Mutator mutator(std::move(seeds), std::move(words), options.seed);
    std::cout << run_mutants(keeper, mutator, std::chrono::seconds(options.seconds)) << " mutants\n";
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run_all(argv[0], read_options(std::vector<std::string>(argv + 1, argv + argc)));
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 2;
    }
    return 0;
}
