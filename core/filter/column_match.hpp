// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/filter/prefilter.hpp"
#include "core/digest/trace_digest.hpp"

namespace xray::filter {

// Whether one of the conditions holds for a trace.
[[nodiscard]] bool holds(const Alternatives& alternatives, const TraceDigest& digest);

}  // namespace xray::filter
