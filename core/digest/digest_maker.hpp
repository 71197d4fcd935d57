// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/base/step_budget.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/trace/trace.hpp"

namespace xray {

// Works out the digest of an assembled trace. `own_account` is the emulator's account: nodes of it get no
// account id.
[[nodiscard]] TraceDigest make_digest(const Trace& trace, const TraceReceipt& receipt,
                                      std::string_view own_account);

// The same within a budget, of which each segment or subsegment that is looked at takes a step. An Error
// says that there were not enough.
[[nodiscard]] Result<TraceDigest> make_digest_within(StepBudget& budget, const Trace& trace,
                                                     const TraceReceipt& receipt,
                                                     std::string_view own_account);

// What stands for the digest of a trace that could not be worked out, so that the trace is found by its
// start, goes with the others when it is old, and is tried again when something new of it comes: a partial
// trace that tells nothing else. Its start is the earliest of `trace`, as far as that was assembled, else
// its receipt.
[[nodiscard]] TraceDigest make_stand_in(const Trace& trace, const TraceReceipt& receipt);

}  // namespace xray
