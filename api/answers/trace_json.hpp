// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/json/json_writer.hpp"
#include "core/trace/trace.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

// Puts a stored trace together.
[[nodiscard]] Trace assemble(const storage::StoredTrace& stored);

// Writes a stored trace in the shape of BatchGetTraces: {Duration, Id, LimitExceeded, Segments[{Document,
// Id}]}. Segments come first, by start time, then the inferred ones.
void write_trace(JsonWriter& writer, const storage::StoredTrace& stored);

// The same with further members, which `more` writes.
void write_trace(JsonWriter& writer, const storage::StoredTrace& stored,
                 const std::function<void(JsonWriter&)>& more);

// A document as answers have it: {Document, Id}.
struct TracePart {
    SegmentId id;
    std::string document;
};

// XRAY: the segments of BatchGetTraces; OTEL: spans (core/otlp/to_span/document_spans.hpp).
enum class TraceFormat { kXray, kOpenTelemetry };

struct RetrievedTrace {
    TraceId id;
    std::optional<Micros> duration;
    std::vector<TracePart> spans;
};
[[nodiscard]] RetrievedTrace retrieve(const storage::StoredTrace& stored, TraceFormat format);

// Writes {Duration, Id, Spans[{Document, Id}]} with `count` spans from the `first` on.
void write_retrieved_trace(JsonWriter& writer, const RetrievedTrace& trace, std::size_t first,
                           std::size_t count);

}  // namespace xray::api
