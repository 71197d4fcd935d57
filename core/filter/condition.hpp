// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// Whether a value that is there passes a test; without a condition, whether it is set: any string and number
// is, a boolean if it is true. A value of another type than the condition's fails it, whatever the operator.
[[nodiscard]] bool passes(bool value, const std::optional<Condition>& condition);
[[nodiscard]] bool passes(double value, const std::optional<Condition>& condition);
[[nodiscard]] bool passes(std::string_view value, const std::optional<Condition>& condition);
[[nodiscard]] bool passes(const AnnotationValue& value, const std::optional<Condition>& condition);

// The same for what may be missing: nothing passes then. Empty text means "not recorded".
[[nodiscard]] bool passes_if_set(std::string_view value, const std::optional<Condition>& condition);

template <class Number>
[[nodiscard]] bool passes_if_set(const std::optional<Number>& value,
                                 const std::optional<Condition>& condition) {
    return value && passes(static_cast<double>(*value), condition);
}

}  // namespace xray::filter
