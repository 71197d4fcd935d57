// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/trace/trace.hpp"

namespace xray {

// The document of a segment as BatchGetTraces returns it: subsegments folded in, members that the schema does
// not know left out, aws.resource_names added where the service knows the resource, members in the service's
// order. `index` is one of Trace::segments.
[[nodiscard]] std::string processed_document(const Trace& trace, std::uint32_t index);

// The document of an inferred segment: the calling subsegment seen from the other side.
[[nodiscard]] std::string inferred_document(const Trace& trace, const InferredSegment& inferred);

}  // namespace xray
