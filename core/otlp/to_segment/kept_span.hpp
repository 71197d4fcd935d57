// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

// What a document that was a span says of itself beside X-Ray's members, in this member: X-Ray has no place
// for a span's name, kind, status, scope and events, nor for nanoseconds. The schema does not know the
// member, so it is never returned (core/trace/processed_document.hpp); it lets the span come back as it was
// sent (core/otlp/to_span/document_spans.hpp).
inline constexpr std::string_view kKeptSpan = "otlp";

// What `document`, which was made of the span, does not say itself. Of the resource, a subsegment keeps the
// service's name: the rest is in its segment.
[[nodiscard]] boost::json::object keep_span(const Span& span, const Attributes& resource,
                                            const boost::json::object& document);

// The same for a segment that stands for the service above a local root's call: it was no span of its own.
[[nodiscard]] boost::json::object keep_stand_in(const Attributes& resource,
                                                const boost::json::object& document);

// Attributes and resource of a span, put together from where its document has them: annotations, metadata and
// what was kept.
struct RecoveredSpan {
    Attributes attributes;
    Attributes resource;
};
[[nodiscard]] RecoveredSpan recover_span(const boost::json::object& document,
                                         const boost::json::object& kept);

[[nodiscard]] std::string_view kind_name(SpanKind kind);  // "SERVER" ...

}  // namespace xray::otlp
