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

}  // namespace

void write_trace(JsonWriter& writer, const storage::StoredTrace& stored) {
    std::vector<TraceDocument> documents;
    documents.reserve(stored.documents.size());
    for (const storage::StoredDocument& document : stored.documents) {
        documents.push_back({document.text, document.complete});
    }
    const Trace trace = assemble_trace(stored.id, documents);

    writer.begin_object();
    writer.key("Duration");
    const std::optional<Micros> duration = trace_duration(trace);
    duration ? writer.real(rounded_seconds(*duration)) : writer.null();
    writer.key("Id");
    writer.text(stored.id.to_string());
    writer.key("LimitExceeded");
    writer.boolean(stored.receipt.document_bytes > kMaxTraceBytes);
    writer.key("Segments");
    writer.begin_array();
    for (const std::uint32_t index : trace.segments) {
        write_segment(writer, trace.entities[index].id, processed_document(trace, index));
    }
    for (const InferredSegment& inferred : trace.inferred) {
        write_segment(writer, inferred.id, inferred_document(trace, inferred));
    }
    writer.end_array();
    writer.end_object();
}

}  // namespace xray::api
