// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/filter/syntax/ast.hpp"
#include "core/filter/syntax/filter_error.hpp"

namespace xray::filter {

// Checks what the grammar leaves open: that every keyword has a meaning at its place, and that its operator
// fits its type. A value of another type than the keyword's is no mistake; such a comparison holds for no
// trace (seen 2026-09). `text` is what the expression was parsed from; errors quote it. Gives the first
// mistake:
//
// - kWrongScope: a keyword, service() or other clause where it has no meaning; the error names it.
// - kWrongType: an operator that does not fit the keyword; the error names the operator.
// - kUnsupported: account.id outside id(): editors for X-Ray offer it, but nothing is known of its meaning
//   there.
[[nodiscard]] std::optional<FilterError> analyze(const Expression& expression, std::string_view text);

// parse() and analyze() in one: an expression that came through here can be evaluated. The one door for text
// from outside.
[[nodiscard]] FilterResult<Expression> compile(std::string_view text);

}  // namespace xray::filter
