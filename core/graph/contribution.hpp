// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/time.hpp"
#include "core/digest/trace_digest.hpp"

namespace xray {

// The time of a trace by which nodes and edges of graphs are dated, whatever the times of their own requests:
// the start of its root segment (seen 2026-09); of a trace without one, its own.
[[nodiscard]] Micros graph_start(const TraceDigest& digest);

// What a trace has gained for a graph between two moments: the requests and calls that `now` tells as
// finished and `before` does not. `before` is null where the trace counted for nothing at all. Services at
// the ends of those calls, whose own requests are not among them, come with a request that has not ended, so
// that they are there and count 0 (seen 2026-09 of a caller).
//
// The result borrows its texts from `now`, and is good for ServiceGraphBuilder::add_contribution() alone.
[[nodiscard]] TraceDigest contribution_of(const TraceDigest& now, const TraceDigest* before);

}  // namespace xray
