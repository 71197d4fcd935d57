// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace xray::test {

// Answers of the real service, kept beside the repository and not in it. Nothing where that folder is absent:
// then a test says so and passes over.
[[nodiscard]] std::optional<nlohmann::json> load_sample(const std::string& path);

// Without what carries no meaning in an answer: members that are null, and the order inside lists of objects.
[[nodiscard]] nlohmann::json canonical(const nlohmann::json& value);

}  // namespace xray::test

// Loads a sample into `name`, or leaves the test case with a message.
#define XRAY_LOAD_SAMPLE(name, path)                                              \
    const auto name##_loaded = xray::test::load_sample(path);                     \
    if (!name##_loaded) {                                                         \
        WARN("skipped: the captured samples are not on this machine (" path ")"); \
        return;                                                                   \
    }                                                                             \
    const nlohmann::json& name = *name##_loaded
