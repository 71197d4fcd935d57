// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

enum class GroupReference { kName, kArn };

// What an expression may ask for that is not in the trace.
struct EvaluationContext {
    // The emulator's account: nodes without an account id belong to it.
    std::string_view own_account;

    // The expression of a group, or nullptr if there is no such group. It must stay alive during matches().
    // Without a function no group is known.
    std::function<const Expression*(GroupReference, std::string_view)> find_group;

    // Annotations are only found under keys that AWS documents to be found.
    bool documented_keys_only = false;
};

// Whether a trace satisfies an expression that analyze() has found in order.
//
// - Trace-level keywords speak of the root segment; user, zones, instances, ARNs and annotations of any
//   segment.
// - A keyword with several values matches if any of them does. A comparison with something that the trace
//   does not have, or that has another type, is false: so is `!=`.
// - Times are compared as the service shows them, in seconds with three decimals.
// - service() { } holds if one request that a matching node handled satisfies the body; a client node has
//   the calls that it made. edge() { } holds if one call does, seen from the caller.
// - rootcause.X.Y { } holds if one element of one list does; first, last and index count within that list.
// - A group is a name for its expression. An unknown group, and one that refers to itself, compares as
//   absent.
//
// docs/filter-grammar.md says where AWS documents each rule.
[[nodiscard]] bool matches(const Expression& expression, const TraceDigest& digest,
                           const EvaluationContext& context);

// Whether an expression asks find_group(): if not, nobody needs to look up groups for it.
[[nodiscard]] bool refers_to_group(const Expression& expression);

// Whether a node of the trace, or of a service graph, is one that a selector names.
[[nodiscard]] bool matches_node(const NodeSelector& selector, const DigestService& service,
                                std::string_view own_account);

}  // namespace xray::filter
