// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// What an expression calls by a name that the traces must have for it.
struct NamedThings {
    std::vector<std::string> services;
    std::vector<std::string> annotation_keys;
};

// The names in an expression, in its order; the same may be there twice.
[[nodiscard]] NamedThings named_things(const Expression& expression);

}  // namespace xray::filter
