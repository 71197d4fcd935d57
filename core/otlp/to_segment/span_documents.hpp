// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

// The segment documents that a span becomes, as AWS's X-Ray exporter for the OpenTelemetry collector writes
// them (docs/otlp.md): one, or two for the span with which a service's outgoing call is its part of the trace
// (aws.span.kind = LOCAL_ROOT). The same span gives the same documents each time.
//
// Nothing is refused here: ids and names that X-Ray does not take are left for its rules to find
// (core/segment/segment_validator.hpp).
[[nodiscard]] std::vector<std::string> span_documents(const Span& span, const Attributes& resource);

// The id of 8 bytes as X-Ray's; all zeros where they are not 8.
[[nodiscard]] SegmentId segment_id_of(std::string_view bytes);

}  // namespace xray::otlp
