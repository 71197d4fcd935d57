// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/step_budget.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/trace/trace.hpp"

namespace xray {

// Bytes of the names of entities and the texts of exceptions that the root causes of one kind tell. An
// exception's message may be as long as a document.
inline constexpr std::size_t kMaxRootCauseBytes = 1U << 20U;

// Where the entities of a trace stand in its digest.
struct DigestServices {
    std::vector<std::uint32_t> of_segment;   // by entity index; only segments have one
    std::vector<std::uint32_t> of_inferred;  // by index into Trace::inferred
};

// Fills the three lists of root causes of `digest`, whose services are in place. The rules, with their
// witnesses, are in docs/fidelity.md under "Root causes", the bounds in core/base/limits.hpp. Each entity
// that is looked at is a step of `budget`; when that is exhausted, the lists are not complete.
void find_root_causes(const Trace& trace, const DigestServices& services, StepBudget& budget,
                      TraceDigest& digest);

}  // namespace xray
