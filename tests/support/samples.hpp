// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/skip.hpp"

namespace xray::test {

// Which answers of X-Ray the tests compare with. The environment variable XRAY_TEST_SAMPLES=captured asks for
// those that were captured from the real service and lie beside the repository (../shared/samples), not in
// it; without it they are the documents of tests/data/conformance, written for this repository to show the
// same facts.
[[nodiscard]] bool compares_with_captured();

// The text of the sample `name` in `folder`: "live" (traces of an account), "probed" (answers to deliberate
// probes) or "wire" (what clients sent); nothing where it is not on this machine.
[[nodiscard]] std::optional<std::string> read_sample(std::string_view folder, std::string_view name);

// The same, parsed. For XRAY_LOAD_SAMPLE.
[[nodiscard]] std::optional<nlohmann::json> load_sample(std::string_view folder, std::string_view name);

}  // namespace xray::test

// Loads a sample as JSON into `name`, or ends the test case as skipped.
#define XRAY_LOAD_SAMPLE(name, folder, file)                                                       \
    const auto name##_loaded = xray::test::load_sample(folder, file);                              \
    if (!name##_loaded) {                                                                          \
        xray::test::report_skip("the captured sample " folder "/" file " is not on this machine"); \
        return;                                                                                    \
    }                                                                                              \
    const nlohmann::json& name = *name##_loaded
