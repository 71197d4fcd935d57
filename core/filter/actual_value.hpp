// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/filter/evaluator.hpp"

namespace xray::filter {

// Why a clause does not hold for a trace: what there is instead of what it asks for, in a few words.
//
//   responsetime < 0.2                        it was 0.412
//   annotation.customer = "bob"               they were "alice" and "carol"
//   user                                      there is none
//   service("gatway")                         the services are "gateway" and "stock"
//   service("stock") { fault }                it was false
//   edge("a", "b")                            the calls are "a" -> "c"
//   fault OR error                            fault: it was false; error: it was false
//
// Of lists the first five are named, of long texts the first 60 characters. Empty where there is nothing to
// tell. Errors: none; the clause is not asked whether it holds.
[[nodiscard]] std::string actual_value(const Expression& clause, const TraceDigest& digest,
                                       const EvaluationContext& context);

}  // namespace xray::filter
