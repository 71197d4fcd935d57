// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/digest/trace_digest.hpp"
#include "core/filter/prefilter.hpp"

namespace xray::filter {

// Whether one of the conditions holds for a trace.
[[nodiscard]] bool holds(const Alternatives& alternatives, const TraceDigest& digest);

}  // namespace xray::filter
