// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// Whether the root causes of a trace fit `rootcause.json = #[...]` (developer guide, "Retrieving and refining
// root cause analytics"): every member that a pattern has must be equal in the cause as GetTraceSummaries
// gives it, a member that it lacks may be anything. The elements of a list in a pattern must be found in the
// same order, with others between them or not. The patterns must all be found in one of the three lists:
// faults, errors or response times.
[[nodiscard]] bool matches_cause_patterns(const JsonArray& patterns, const TraceDigest& digest,
                                          std::string_view own_account);

}  // namespace xray::filter
