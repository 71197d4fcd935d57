// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_span/span_form.hpp"

#include <string_view>

#include "core/json/json_writer.hpp"
#include "core/otlp/to_span/segment_span.hpp"

namespace xray::otlp {
namespace {

void write_text(JsonWriter& writer, std::string_view key, std::string_view value) {
    writer.key(key);
    writer.text(value);
}

void write_time(JsonWriter& writer, std::string_view key, std::int64_t value) {
    writer.key(key);
    writer.integer(value);
}

void write_rest(JsonWriter& writer, const SpanForm& form) {
    if (!form.events.empty()) {
        writer.key("events");
        writer.value(form.events);
    }
    if (!form.links.empty()) {
        writer.key("links");
        writer.value(form.links);
    }
    writer.key("status");
    writer.begin_object();
    write_text(writer, "code", form.status);
    if (!form.message.empty()) write_text(writer, "message", form.message);
    writer.end_object();
    if (!form.aws.empty()) {
        writer.key("_aws");
        writer.value(form.aws);
    }
}

}  // namespace

std::string write_span(const TraceId& trace, SegmentId id, const SpanForm& form) {
    std::string text;
    JsonWriter writer(text);
    writer.begin_object();
    writer.key("resource");
    writer.begin_object();
    writer.key("attributes");
    writer.value(form.resource);
    writer.end_object();
    writer.key("scope");
    writer.value(form.scope);
    write_text(writer, "traceId", w3c_trace_id(trace));
    write_text(writer, "spanId", id.to_string());
    if (!form.parent.empty()) write_text(writer, "parentSpanId", form.parent);
    write_text(writer, "name", form.name);
    write_text(writer, "kind", form.kind);
    write_time(writer, "startTimeUnixNano", form.start);
    if (form.end) {
        write_time(writer, "endTimeUnixNano", *form.end);
        write_time(writer, "durationNano", *form.end - form.start);
    }
    writer.key("attributes");
    writer.value(form.attributes);
    write_rest(writer, form);
    writer.end_object();
    return text;
}

}  // namespace xray::otlp
