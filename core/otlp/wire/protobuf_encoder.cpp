// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/wire/protobuf_encoder.hpp"

#include <boost/json/array.hpp>
#include <cstdint>
#include <limits>
#include <protozero/pbf_writer.hpp>
#include <string_view>

#include "core/json/json_writer.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;
using protozero::pbf_writer;

void write_value(pbf_writer& any, const json::value& value, int depth);

void write_attributes(pbf_writer& parent, protozero::pbf_tag_type tag, const json::object& attributes,
                      int depth) {
    for (const auto& [name, value] : attributes) {
        pbf_writer pair(parent, tag);
        pair.add_string(1, name.data(), name.size());
        pbf_writer any(pair, 2);
        write_value(any, value, depth);
    }
}

// protozero leaves an empty message out where it is written in parts; in a list, and where its type counts,
// it must be there.
void write_empty(pbf_writer& parent, protozero::pbf_tag_type tag) {
    parent.add_message(tag, std::string());
}

// Readers refuse what nests more deeply than `depth`.
void write_structure(pbf_writer& any, const json::value& value, int depth) {
    if (depth == 1) {
        any.add_string(1, json_text(value));
    } else if (const json::array* array = value.if_array()) {
        if (array->empty()) return write_empty(any, 5);
        pbf_writer list(any, 5);
        for (const json::value& item : *array) {
            if (item.is_null()) {
                write_empty(list, 1);
                continue;
            }
            pbf_writer element(list, 1);
            write_value(element, item, depth - 1);
        }
    } else {
        if (value.get_object().empty()) return write_empty(any, 6);
        pbf_writer map(any, 6);
        write_attributes(map, 1, value.get_object(), depth - 1);
    }
}

// An AnyValue; null is one that is not set. `depth` bounds the recursion.
void write_value(pbf_writer& any, const json::value& value, int depth) {
    if (const json::string* text = value.if_string()) {
        any.add_string(1, text->data(), text->size());
    } else if (const bool* boolean = value.if_bool()) {
        any.add_bool(2, *boolean);
    } else if (const std::int64_t* number = value.if_int64()) {
        any.add_int64(3, *number);
    } else if (const std::uint64_t* large = value.if_uint64()) {
        if (*large <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            any.add_int64(3, static_cast<std::int64_t>(*large));
        else
            any.add_double(4, static_cast<double>(*large));
    } else if (const double* real = value.if_double()) {
        any.add_double(4, *real);
    } else if (value.is_structured()) {
        write_structure(any, value, depth);
    }
}

void write_text(pbf_writer& message, protozero::pbf_tag_type tag, const std::string& text) {
    if (!text.empty()) message.add_string(tag, text);
}

void write_events(pbf_writer& message, const Span& span) {
    for (const Event& event : span.events) {
        pbf_writer entry(message, 11);
        entry.add_fixed64(1, event.time);
        write_text(entry, 2, event.name);
        write_attributes(entry, 3, event.attributes, kMaxValueDepth);
    }
}

void write_links(pbf_writer& message, const Span& span) {
    for (const Link& link : span.links) {
        pbf_writer entry(message, 13);
        write_text(entry, 1, link.trace_id);
        write_text(entry, 2, link.span_id);
        write_attributes(entry, 4, link.attributes, kMaxValueDepth);
    }
}

void write_status(pbf_writer& message, const Span& span) {
    constexpr std::int32_t kOk = 1;
    constexpr std::int32_t kError = 2;
    if (!span.failed && !span.succeeded && span.status_message.empty()) return;
    pbf_writer status(message, 15);
    write_text(status, 2, span.status_message);
    if (span.failed || span.succeeded) status.add_enum(3, span.failed ? kError : kOk);
}

void write_span_fields(pbf_writer& message, const Span& span) {
    message.add_bytes(1, span.trace_id);
    message.add_bytes(2, span.span_id);
    if (!span.parent_span_id.empty()) message.add_bytes(4, span.parent_span_id);
    write_text(message, 5, span.name);
    message.add_enum(6, static_cast<std::int32_t>(span.kind));
    message.add_fixed64(7, span.start_time);
    message.add_fixed64(8, span.end_time);
    write_attributes(message, 9, span.attributes, kMaxValueDepth);
    write_events(message, span);
    write_links(message, span);
    write_status(message, span);
}

}  // namespace

std::string encode_resource(const Attributes& resource) {
    std::string out;
    pbf_writer group(out);
    pbf_writer message(group, 1);
    write_attributes(message, 1, resource, kMaxValueDepth);
    message.commit();
    return out;
}

std::string encode_span(const Span& span) {
    std::string out;
    pbf_writer group(out);
    pbf_writer scope_spans(group, 2);
    if (!span.scope.name.empty() || !span.scope.version.empty()) {
        pbf_writer scope(scope_spans, 1);
        write_text(scope, 1, span.scope.name);
        write_text(scope, 2, span.scope.version);
    }
    {
        pbf_writer message(scope_spans, 2);
        write_span_fields(message, span);
    }
    scope_spans.commit();
    return out;
}

std::string encode_export_request(std::span<const EncodedSpan> spans) {
    std::string out;
    pbf_writer request(out);
    std::size_t next = 0;
    while (next < spans.size()) {
        const std::string& resource = *spans[next].resource;
        std::string group = resource;
        for (; next < spans.size() && *spans[next].resource == resource; ++next) group += spans[next].span;
        request.add_message(1, group);
    }
    return out;
}

}  // namespace xray::otlp
