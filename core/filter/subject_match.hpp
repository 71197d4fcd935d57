// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/filter/evaluator.hpp"
#include "core/filter/keyword_values.hpp"

namespace xray::filter {

// Whether one request, call or element of a root cause of the trace satisfies what stands in braces.
[[nodiscard]] bool matches_subject(const Expression& expression, const Subject& subject,
                                   const TraceDigest& digest, const EvaluationContext& context);

}  // namespace xray::filter
