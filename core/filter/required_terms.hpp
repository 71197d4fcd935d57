// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/digest/trace_terms.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// Terms that every trace has which satisfies the expression, for finding its traces through an index of
// terms. Taken from what AND joins: equality of texts, annotations, and nodes of service() and edge(); each
// once. What they find goes to matches(). Empty: the expression names nothing that must be there. The
// expression must be one that analyze() has found in order.
[[nodiscard]] std::vector<TraceTerm> required_terms(const Expression& expression);

}  // namespace xray::filter
