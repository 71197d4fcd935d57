// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace xray::test {

// Without what carries no meaning in an answer: members that are null, and the order inside lists of objects.
[[nodiscard]] nlohmann::json canonical(const nlohmann::json& value);

}  // namespace xray::test
