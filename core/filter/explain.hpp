// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/filter/evaluator.hpp"

namespace xray::filter {

struct ClauseResult {
    std::string clause;  // canonical text
    bool held = false;
    // Where it did not hold: what there is instead, in words (core/filter/actual_value.hpp).
    std::string actual = {};

    bool operator==(const ClauseResult&) const = default;
};

// Takes an expression apart where it is joined by AND, and says of each part whether the trace satisfies it:
// for telling why a trace did not match, and which one came closest. The trace matches exactly when every
// part held.
//
// Where a service() or edge() with a body fails although the node or the connection is there, that is a part
// of its own (held), in front of the one that failed.
[[nodiscard]] std::vector<ClauseResult> explain(const Expression& expression, const TraceDigest& digest,
                                                const EvaluationContext& context);

}  // namespace xray::filter
