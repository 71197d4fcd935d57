// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_span/encoded_spans.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "core/json/json_members.hpp"
#include "core/otlp/to_segment/kept_span.hpp"
#include "core/otlp/to_span/document_spans.hpp"
#include "core/otlp/to_span/segment_span.hpp"
#include "core/text/hex.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

// The bytes of an id in hexadecimal; none where it is not one of that length.
template <std::size_t kBytes>
std::string id_bytes(std::string_view hex) {
    std::array<std::uint8_t, kBytes> bytes{};
    if (!parse_hex(hex, bytes)) return {};
    return {bytes.begin(), bytes.end()};
}

SpanKind kind_named(std::string_view name) {
    for (const SpanKind kind : {SpanKind::kInternal, SpanKind::kServer, SpanKind::kClient,
                                SpanKind::kProducer, SpanKind::kConsumer}) {
        if (kind_name(kind) == name) return kind;
    }
    return SpanKind::kUnspecified;
}

std::uint64_t time_member(const json::object& object) {
    const json::value* const value = member(object, "timeUnixNano");
    if (value == nullptr) return 0;
    if (const auto* number = value->if_uint64()) return *number;
    const auto* number = value->if_int64();
    return number == nullptr ? 0 : static_cast<std::uint64_t>(*number);
}

Attributes attributes_member(const json::object& object) {
    const json::object* const attributes = object_member(object, "attributes");
    return attributes == nullptr ? Attributes() : *attributes;
}

std::vector<Event> events_of(const json::array& written) {
    std::vector<Event> events;
    for (const json::value& item : written) {
        const json::object* const event = item.if_object();
        if (event == nullptr) continue;
        events.push_back(
            {time_member(*event), std::string(text_member(*event, "name")), attributes_member(*event)});
    }
    return events;
}

std::vector<Link> span_links_of(const json::array& written) {
    std::vector<Link> links;
    for (const json::value& item : written) {
        const json::object* const link = item.if_object();
        if (link == nullptr) continue;
        links.push_back({id_bytes<16>(text_member(*link, "traceId")),
                         id_bytes<8>(text_member(*link, "spanId")), attributes_member(*link)});
    }
    return links;
}

Span span_of(const TraceId& trace, SegmentId id, SpanForm form) {
    Span span;
    span.trace_id.assign(trace.bytes().begin(), trace.bytes().end());
    span.span_id = id_bytes<8>(id.to_string());
    span.parent_span_id = id_bytes<8>(form.parent);
    span.name = std::move(form.name);
    span.kind = kind_named(form.kind);
    span.start_time = static_cast<std::uint64_t>(form.start);
    span.end_time = static_cast<std::uint64_t>(form.end.value_or(form.start));
    span.attributes = std::move(form.attributes);
    span.events = events_of(form.events);
    span.links = span_links_of(form.links);
    span.failed = form.status == "ERROR";
    span.succeeded = form.status == "OK";
    span.status_message = std::move(form.message);
    span.scope = {std::string(text_member(form.scope, "name")),
                  std::string(text_member(form.scope, "version"))};
    return span;
}

}  // namespace

std::vector<EncodedSpan> DocumentSpanEncoder::encode(const TraceId& id, std::string_view text) {
    const TraceDocument document{text, true};
    assembler_.assemble(id, {&document, 1}, trace_);
    std::vector<EncodedSpan> spans;
    std::shared_ptr<const std::string> resource;
    for (FormedSpan& formed : formed_spans(trace_)) {
        if (!formed.form.end) continue;
        std::string encoded = encode_resource(formed.form.resource);
        if (resource == nullptr || *resource != encoded)
            resource = std::make_shared<const std::string>(std::move(encoded));
        spans.push_back({resource, encode_span(span_of(id, formed.id, std::move(formed.form)))});
    }
    return spans;
}

}  // namespace xray::otlp
