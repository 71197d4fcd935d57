// SPDX-License-Identifier: Apache-2.0
#include "api/answers/trace_json.hpp"

#include <span>
#include <utility>

#include "core/base/limits.hpp"
#include "core/otlp/to_span/document_spans.hpp"
#include "core/trace/processed_document.hpp"

namespace xray::api {
namespace {

std::vector<TracePart> segments_of(const Trace& trace) {
    std::vector<TracePart> parts;
    parts.reserve(trace.segments.size() + trace.inferred.size());
    for (const std::uint32_t index : trace.segments) {
        parts.push_back({trace.entities[index].id, processed_document(trace, index)});
    }
    for (const InferredSegment& inferred : trace.inferred) {
        parts.push_back({inferred.id, inferred_document(trace, inferred)});
    }
    return parts;
}

std::vector<TracePart> spans_of(const Trace& trace) {
    std::vector<TracePart> parts;
    for (otlp::SpanDocument& span : otlp::document_spans(trace)) {
        parts.push_back({span.id, std::move(span.text)});
    }
    return parts;
}

void write_head(JsonWriter& writer, const TraceId& id, std::optional<Micros> duration) {
    writer.key("Duration");
    duration ? writer.real(rounded_seconds(*duration)) : writer.null();
    writer.key("Id");
    writer.text(id.to_string());
}

void write_parts(JsonWriter& writer, std::string_view key, std::span<const TracePart> parts) {
    writer.key(key);
    writer.begin_array();
    for (const TracePart& part : parts) {
        writer.begin_object();
        writer.key("Document");
        writer.text(part.document);
        writer.key("Id");
        writer.text(part.id.to_string());
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace

Trace assemble(const storage::StoredTrace& stored) {
    std::vector<TraceDocument> documents;
    documents.reserve(stored.documents.size());
    for (const storage::StoredDocument& document : stored.documents) {
        documents.push_back({document.text, document.complete});
    }
    return assemble_trace(stored.id, documents);
}

void write_trace(JsonWriter& writer, const storage::StoredTrace& stored) {
    write_trace(writer, stored, [](JsonWriter&) {});
}

void write_trace(JsonWriter& writer, const storage::StoredTrace& stored,
                 const std::function<void(JsonWriter&)>& more) {
    const Trace trace = assemble(stored);
    writer.begin_object();
    write_head(writer, stored.id, trace_duration(trace));
    writer.key("LimitExceeded");
    writer.boolean(stored.receipt.document_bytes > kMaxTraceBytes);
    write_parts(writer, "Segments", segments_of(trace));
    more(writer);
    writer.end_object();
}

RetrievedTrace retrieve(const storage::StoredTrace& stored, TraceFormat format) {
    const Trace trace = assemble(stored);
    return {stored.id, trace_duration(trace),
            format == TraceFormat::kXray ? segments_of(trace) : spans_of(trace)};
}

void write_retrieved_trace(JsonWriter& writer, const RetrievedTrace& trace, std::size_t first,
                           std::size_t count) {
    writer.begin_object();
    write_head(writer, trace.id, trace.duration);
    write_parts(writer, "Spans", std::span(trace.spans).subspan(first, count));
    writer.end_object();
}

}  // namespace xray::api
