// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/filter/syntax/ast.hpp"
#include "core/filter/syntax/token_stream.hpp"

namespace xray::filter {

// Parses `#[...]`, the value of rootcause.json, from the same tokens as the rest of the expression, so that
// errors in it have their place too. Nothing, and an error in the stream, if it is no `#` and JSON array.
[[nodiscard]] std::optional<JsonArray> parse_json_patterns(TokenStream& tokens);

}  // namespace xray::filter
