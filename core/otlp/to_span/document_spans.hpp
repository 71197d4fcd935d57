// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/otlp/to_span/span_form.hpp"
#include "core/trace/trace.hpp"

namespace xray::otlp {

// One span of a trace, as a JSON text in the form of the log group aws/spans.
struct SpanDocument {
    SegmentId id;
    std::string text;
};

// The spans of a trace (ListRetrievedTraces, TraceFormat OTEL): one for each segment and subsegment, parents
// before their children, then those whose parent has not come. What came as a span says again what was sent;
// the table for the others is in docs/otlp.md. Inferred segments are no spans.
[[nodiscard]] std::vector<SpanDocument> document_spans(const Trace& trace);

// The same spans before they are written, for other forms than that of the log group.
struct FormedSpan {
    SegmentId id;
    SpanForm form;
};
[[nodiscard]] std::vector<FormedSpan> formed_spans(const Trace& trace);

}  // namespace xray::otlp
