// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// Whether a value that is there passes a test; without a condition, whether it is set: any string and number
// is, a boolean if it is true. A value of another type than the condition's fails it, whatever the operator.
[[nodiscard]] bool passes(bool value, const std::optional<Condition>& condition);
[[nodiscard]] bool passes(double value, const std::optional<Condition>& condition);
[[nodiscard]] bool passes(std::string_view value, const std::optional<Condition>& condition);

}  // namespace xray::filter
