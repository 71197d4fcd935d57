// SPDX-License-Identifier: Apache-2.0
#include "tests/support/samples.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/source_dir.hpp"

namespace xray::test {
namespace {

// Where a folder of samples may lie. The captured ones stand under the names of their origin.
std::vector<std::filesystem::path> places(std::string_view folder) {
    if (!compares_with_captured()) return {source_dir() / "tests/data/conformance" / folder};
    static constexpr std::pair<std::string_view, std::string_view> kCaptured[] = {
        {"live", "live-2026-09"}, {"probed", "stackd-native-2026-09"}, {"wire", "wire-captures"}};
    const auto* origin = std::find_if(std::begin(kCaptured), std::end(kCaptured),
                                      [&](const auto& row) { return row.first == folder; });
    if (origin == std::end(kCaptured)) throw std::invalid_argument("no such folder of samples");
    const std::filesystem::path beside = source_dir().parent_path();
    return {beside / "shared/samples" / origin->second,
            beside.parent_path() / "shared/samples" / origin->second};
}

}  // namespace

bool compares_with_captured() {
    const char* wanted = std::getenv("XRAY_TEST_SAMPLES");
    return wanted != nullptr && std::string_view(wanted) == "captured";
}

std::optional<std::string> read_sample(std::string_view folder, std::string_view name) {
    for (const std::filesystem::path& place : places(folder)) {
        std::ifstream file(place / name, std::ios::binary);
        if (file) return std::string(std::istreambuf_iterator<char>(file), {});
    }
    if (compares_with_captured()) return std::nullopt;
    throw std::runtime_error("tests/data/conformance lacks " + std::string(folder) + "/" + std::string(name));
}

std::optional<nlohmann::json> load_sample(std::string_view folder, std::string_view name) {
    const std::optional<std::string> text = read_sample(folder, name);
    if (!text) return std::nullopt;
    return nlohmann::json::parse(*text);
}

}  // namespace xray::test
