// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/span_documents.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <utility>

#include "core/json/json_members.hpp"
#include "core/json/json_writer.hpp"
#include "core/otlp/to_segment/annotations.hpp"
#include "core/otlp/to_segment/aws_block.hpp"
#include "core/otlp/to_segment/cause_block.hpp"
#include "core/otlp/to_segment/http_block.hpp"
#include "core/otlp/to_segment/kept_span.hpp"
#include "core/otlp/to_segment/segment_name.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"
#include "core/otlp/to_segment/sql_block.hpp"
#include "core/text/hex.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

constexpr json::string_view kKept(kKeptSpan.data(), kKeptSpan.size());

constexpr std::string_view kInProgress = "aws.xray.inprogress";

// Keeps the id of a local root's service segment apart from others that are derived from the same span.
constexpr std::uint64_t kServiceSalt = 0x7376'6300'0000'0000;

bool is_zero(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

std::string hex_of(std::string_view bytes) {
    std::string hex;
    append_hex(hex, bytes);
    return hex;
}

std::string trace_id_text(std::string_view bytes) {
    if (is_zero(bytes)) return {};
    std::string text = hex_of(bytes);
    if (text.size() > 8) text.insert(8, "-");
    return "1-" + text;
}

TraceId trace_id_of(std::string_view bytes) {
    return TraceId::parse(trace_id_text(bytes)).value_or(TraceId());
}

// In two parts: as one double the nanoseconds of today are off by a hundred.
double seconds_of(std::uint64_t nanoseconds) {
    constexpr std::uint64_t kSecond = 1'000'000'000;
    const std::uint64_t whole = nanoseconds / kSecond;
    return static_cast<double>(whole) + static_cast<double>(nanoseconds % kSecond) / 1e9;
}

std::string version_of(const Attributes& resource) {
    std::string version = attribute_text(resource, "service.version");
    if (!version.empty()) return version;
    if (const json::value* tags = attribute(resource, "container.image.tags");
        tags != nullptr && tags->is_array()) {
        const json::array& array = tags->get_array();
        if (!array.empty() && array[0].is_string()) return std::string(array[0].get_string());
    }
    return attribute_text(resource, "container.image.tag");
}

json::array links_of(const Span& span) {
    json::array links;
    for (const Link& link : span.links) {
        json::object entry;
        set_text(entry, "trace_id", trace_id_text(link.trace_id));
        set_text(entry, "id", hex_of(link.span_id));
        if (!link.attributes.empty()) entry["attributes"] = link.attributes;
        links.push_back(std::move(entry));
    }
    return links;
}

void set_value(json::object& document, std::string_view name, std::optional<json::object> value) {
    if (value) document[json::string_view(name.data(), name.size())] = std::move(*value);
}

void add_identity(const Span& span, const Attributes& resource, const SegmentName& name,
                  json::object& document) {
    set_text(document, "name", name.name);
    if (!is_zero(span.span_id)) document["id"] = hex_of(span.span_id);
    document["start_time"] = seconds_of(span.start_time);
    const std::string version = version_of(resource);
    if (!version.empty()) document["service"] = json::object{{"version", version}};
    set_text(document, "origin", origin_of(resource));
    set_text(document, "user", attribute_text(span.attributes, "enduser.id"));
    if (!span.links.empty()) document["links"] = links_of(span);
    set_text(document, "trace_id", trace_id_text(span.trace_id));
    if (is_true(span.attributes, kInProgress)) {
        document["in_progress"] = true;
    } else {
        document["end_time"] = seconds_of(span.end_time);
    }
    set_text(document, "namespace", name.name_space);
    if (!is_zero(span.parent_span_id)) document["parent_id"] = hex_of(span.parent_span_id);
}

void add_annotations_and_metadata(const SpanAttributes& attributes, const Attributes& resource,
                                  bool with_resource, json::object& document) {
    AnnotationsAndMetadata sorted = make_annotations_and_metadata(attributes, resource, with_resource);
    if (!sorted.annotations.empty()) document["annotations"] = std::move(sorted.annotations);
    if (!sorted.metadata.empty()) document["metadata"] = std::move(sorted.metadata);
}

json::object make_document(const Span& span, const Attributes& resource, bool subsegment) {
    SpanAttributes attributes(span.attributes);
    attributes.consume("enduser.id");
    if (const json::value* mark = attribute(span.attributes, kInProgress);
        mark != nullptr && mark->is_bool()) {
        attributes.consume(kInProgress);
    }
    json::object document;
    add_identity(span, resource, name_segment(span, resource), document);
    if (subsegment) document["type"] = "subsegment";
    const OutcomeFlags outcome = outcome_of(span);
    document["fault"] = outcome.fault;
    document["error"] = outcome.error;
    document["throttle"] = outcome.throttle;
    set_value(document, "http", make_http(span, attributes));
    set_value(document, "cause", make_cause(span, trace_id_of(span.trace_id), resource, attributes));
    set_value(document, "aws", make_aws(attributes, resource));
    set_value(document, "sql", make_sql(span, attributes));
    add_annotations_and_metadata(attributes, resource, !subsegment, document);
    return document;
}

std::string written(const json::object& document) {
    std::string text;
    JsonWriter(text).value(document);
    return text;
}

// A span that enters its service is a segment, whoever called; any other one is a part of its parent.
bool is_subsegment(const Span& span) {
    const bool entry = span.kind == SpanKind::kServer || span.kind == SpanKind::kConsumer;
    return !entry && !is_zero(span.parent_span_id);
}

// What the service segment of a local root says of the service itself, not of the call that the span is.
void keep_resource_metadata(json::object& document) {
    const json::object* metadata = object_member(document, "metadata");
    const json::object* all = metadata == nullptr ? nullptr : object_member(*metadata, "default");
    json::object kept;
    if (all != nullptr) {
        for (const auto& [key, value] : *all) {
            if (key.starts_with("otel.resource.")) kept[key] = value;
        }
    }
    document.erase("metadata");
    if (!kept.empty()) document["metadata"] = json::object{{"default", std::move(kept)}};
}

json::object service_document(const Span& span, const Attributes& resource, SegmentId id) {
    Span service = span;
    std::string id_bytes;
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        id_bytes.push_back(static_cast<char>(id.value() >> (shift - 8) & 0xffU));
    }
    service.span_id = id_bytes;
    for (const char* key :
         {"aws.remote.service", "aws.remote.operation", "remoteTarget", "K8s.RemoteNamespace"}) {
        service.attributes.erase(key);
    }
    json::object document = make_document(service, resource, false);
    std::string name = attribute_text(span.attributes, "aws.local.service");
    if (name.empty()) name = attribute_text(resource, "service.name");
    set_text(document, "name", name);
    document.erase("http");
    document.erase("namespace");
    if (span.kind != SpanKind::kConsumer) document.erase("links");
    if (json::value* aws = document.if_contains("aws")) {
        for (const char* key :
             {"operation", "account_id", "region", "request_id", "queue_url", "table_name", "table_names"}) {
            aws->get_object().erase(key);
        }
    }
    keep_resource_metadata(document);
    document[kKept] = keep_stand_in(resource, document);
    return document;
}

json::object dependency_document(const Span& span, const Attributes& resource, SegmentId service) {
    json::object document = make_document(span, resource, true);
    document["parent_id"] = service.to_string();
    if (!document.contains("namespace")) document["namespace"] = "remote";
    set_text(document, "name", remote_service(span.attributes));
    if (span.kind == SpanKind::kConsumer) document.erase("links");
    json::object kept = keep_span(span, resource, document);
    // The segment in between was no span.
    if (!is_zero(span.parent_span_id)) kept["parent"] = hex_of(span.parent_span_id);
    document[kKept] = std::move(kept);
    return document;
}

json::object single_document(const Span& span, const Attributes& resource) {
    json::object document = make_document(span, resource, !is_local_root(span) && is_subsegment(span));
    if (is_local_root(span)) document.erase("namespace");
    document[kKept] = keep_span(span, resource, document);
    return document;
}

}  // namespace

SegmentId segment_id_of(std::string_view bytes) {
    return SegmentId::parse(hex_of(bytes)).value_or(SegmentId());
}

std::vector<std::string> span_documents(const Span& span, const Attributes& resource) {
    const bool one =
        !is_local_root(span) || span.kind == SpanKind::kServer || span.kind == SpanKind::kInternal;
    if (one) return {written(single_document(span, resource))};
    const SegmentId service =
        derived_segment_id(trace_id_of(span.trace_id), segment_id_of(span.span_id), kServiceSalt);
    return {written(dependency_document(span, resource, service)),
            written(service_document(span, resource, service))};
}

}  // namespace xray::otlp
