// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xray {

// Where a text stops being JSON, and why.
struct JsonProblem {
    std::size_t position = 0;  // bytes from the beginning
    std::string reason;        // in words for the log: "incomplete JSON"
};

// Looks for it in a text that a DocumentParser did not take.
[[nodiscard]] JsonProblem find_json_problem(std::string_view text);

}  // namespace xray
