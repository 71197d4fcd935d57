// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/canonical.hpp"

#include <algorithm>

namespace xray::test {

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
