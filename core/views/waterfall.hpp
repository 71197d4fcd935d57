// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/trace/trace.hpp"

namespace xray {

// A trace as text for a terminal: a line for each segment and subsegment with its place in time, in the order
// of their starts, each below its caller or parent. Inferred segments are left out: their calls are there.
//
//   1-5759e988-bd862e3fe1be46a994272793  0.803 s
//   shop                    |==============================| 0.803 s  segment POST /checkout 500 fault
//     payments              |     ===================      | 0.601 s  remote fault
//
// At most 2000 lines; control characters are left to whoever prints it.
[[nodiscard]] std::string waterfall(const Trace& trace);

}  // namespace xray
