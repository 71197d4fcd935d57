// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// The canonical text of an expression: keywords in lower case, AND, OR and text operators in capitals, one
// space between words, parentheses only where the tree needs them. parse(print(e)) equals e for every e that
// parse() gives.
[[nodiscard]] std::string print(const Expression& expression);

// A node as service() and edge() take it: "name" where only the name is given, else id(...); empty where
// nothing is.
[[nodiscard]] std::string print(const NodeSelector& node);

// The service(...) or edge(...) that a selector consists of.
[[nodiscard]] std::string print(const EntitySelector& selector);

// The operator's sign or word.
[[nodiscard]] std::string_view operator_text(Operator op);

// Text as a string of the language, in quotes.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace xray::filter
