// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// Facts about a trace that a store can keep as columns of integers.
enum class TraceColumn : std::uint8_t {
    kFault,  // 0 or 1, as all flags: TraceDigest::flags
    kError,
    kThrottle,
    kPartial,
    kDuration,      // microseconds; missing while the trace is in progress
    kResponseTime,  // microseconds; missing likewise
    kHttpStatus,    // missing where the root segment recorded none
};

// The column lies in [low, high], both included (no value does if low is above high), or is missing and may
// be.
struct ColumnCondition {
    TraceColumn column{};
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool or_missing = false;

    bool operator==(const ColumnCondition&) const = default;
};

// One of the conditions holds; never, if there is none.
struct Alternatives {
    std::vector<ColumnCondition> any_of;

    bool operator==(const Alternatives&) const = default;
};

// Conditions that every matching trace satisfies, and that a store can decide without decoding digests. Never
// stricter than the expression: what it lets through goes to matches().
struct Prefilter {
    std::vector<Alternatives> all_of;  // empty: every trace
    // Nothing of the expression is left: matches() would let the same traces through.
    bool exact = false;
};

// Works out the conditions of an expression that analyze() has found in order.
[[nodiscard]] Prefilter make_prefilter(const Expression& expression);

// Whether the conditions let a trace through: what a store's own form of them must give.
[[nodiscard]] bool admits(const Prefilter& prefilter, const TraceDigest& digest);

}  // namespace xray::filter
