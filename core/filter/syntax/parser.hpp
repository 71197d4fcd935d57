// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/filter/syntax/ast.hpp"
#include "core/filter/syntax/filter_error.hpp"

namespace xray::filter {

// Ours: bounds far above what people write, so that no text can exhaust the stack or the processor.
inline constexpr std::size_t kMaxExpressionBytes = 64U * 1024;
inline constexpr int kMaxNesting = 64;  // parentheses, braces, negations and JSON, together

// Parses a filter expression (developer guide, "Using filter expressions"; the grammar stands in parser.cpp).
// Only the grammar is checked here: whether every keyword has a meaning at its place is analyzer.hpp's
// question.
//
// Errors: the first place in the text where no rule of the grammar goes on. An empty text is an error too;
// that it selects all traces is a matter of the operations that take one.
[[nodiscard]] FilterResult<Expression> parse(std::string_view text);

// Parses an entity selector: service(x) or edge(x, y) and nothing else. `service()`, a body and a bare id()
// are refused as the service refuses them.
[[nodiscard]] FilterResult<EntitySelector> parse_selector(std::string_view text);

}  // namespace xray::filter
