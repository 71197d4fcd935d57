// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/samples.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/source_dir.hpp"

namespace xray::test {

std::optional<nlohmann::json> load_sample(const std::string& path) {
    const std::filesystem::path folder = source_dir().parent_path();
    for (const char* place : {"shared/samples", "../shared/samples"}) {
        std::ifstream file(folder / place / path);
        if (file) return nlohmann::json::parse(file);
    }
    return std::nullopt;
}

nlohmann::json canonical(const nlohmann::json& value) {
    if (value.is_object()) {
        nlohmann::json result = nlohmann::json::object();
        for (const auto& [key, member] : value.items()) {
            if (!member.is_null()) result[key] = canonical(member);
        }
        return result;
    }
    if (!value.is_array()) return value;
    nlohmann::json result = nlohmann::json::array();
    for (const nlohmann::json& item : value) result.push_back(canonical(item));
    std::sort(result.begin(), result.end(),
              [](const nlohmann::json& a, const nlohmann::json& b) { return a.dump() < b.dump(); });
    return result;
}

}  // namespace xray::test
