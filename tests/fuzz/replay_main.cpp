// SPDX-License-Identifier: Apache-2.0
// Gives a fuzz target every file of its committed corpus, without a fuzzer: so that the corpus counts in
// every build.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
    // A corpus that is not found must not pass for one without findings.
    constexpr std::size_t kFewestFiles = 20;
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " FOLDER\n";
        return 2;
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        std::cout << entry.path().filename().string() << std::endl;
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        ++files;
    }
    if (files < kFewestFiles) {
        std::cerr << "only " << files << " files in " << argv[1] << '\n';
        return 1;
    }
    return 0;
}
