// SPDX-License-Identifier: Apache-2.0
#include "api/trace_json.hpp"

#include <vector>

#include "core/limits.hpp"
#include "core/processed_document.hpp"
#include "core/trace.hpp"

namespace xray::api {
namespace {

void write_segment(JsonWriter& writer, const SegmentId& id, const std::string& document) {
    writer.begin_object();
    writer.key("Document");
    writer.text(document);
    writer.key("Id");
    writer.text(id.to_string());
    writer.end_object();
}

Trace assemble(const storage::StoredTrace& stored) {
    std::vector<TraceDocument> documents;
    documents.reserve(stored.documents.size());
    for (const storage::StoredDocument& document : stored.documents) {
        documents.push_back({document.text, document.complete});
    }
    return assemble_trace(stored.id, documents);
}

void write_duration(JsonWriter& writer, const Trace& trace) {
    const std::optional<Micros> duration = trace_duration(trace);
    writer.key("Duration");
    duration ? writer.real(rounded_seconds(*duration)) : writer.null();
}

void write_segments(JsonWriter& writer, const Trace& trace) {
    writer.begin_array();
    for (const std::uint32_t index : trace.segments) {
        write_segment(writer, trace.entities[index].id, processed_document(trace, index));
    }
    for (const InferredSegment& inferred : trace.inferred) {
        write_segment(writer, inferred.id, inferred_document(trace, inferred));
    }
    writer.end_array();
}

}  // namespace

void write_trace(JsonWriter& writer, const storage::StoredTrace& stored) {
    const Trace trace = assemble(stored);
    writer.begin_object();
    write_duration(writer, trace);
    writer.key("Id");
    writer.text(stored.id.to_string());
    writer.key("LimitExceeded");
    writer.boolean(stored.receipt.document_bytes > kMaxTraceBytes);
    writer.key("Segments");
    write_segments(writer, trace);
    writer.end_object();
}

void write_retrieved_trace(JsonWriter& writer, const storage::StoredTrace& stored) {
    const Trace trace = assemble(stored);
    writer.begin_object();
    write_duration(writer, trace);
    writer.key("Id");
    writer.text(stored.id.to_string());
    writer.key("Spans");
    write_segments(writer, trace);
    writer.end_object();
}

}  // namespace xray::api
