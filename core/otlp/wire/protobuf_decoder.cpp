// SPDX-License-Identifier: Apache-2.0
#include <boost/json/array.hpp>
#include <cstddef>
#include <optional>
#include <protozero/pbf_reader.hpp>
#include <utility>

#include "core/otlp/wire/decode_budget.hpp"
#include "core/otlp/wire/trace_data.hpp"
#include "core/text/base64.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;
using protozero::pbf_reader;
using protozero::pbf_wire_type;

// Field numbers with their wire types, as opentelemetry-proto assigns them. A known number of another wire
// type is passed over like an unknown one.
constexpr std::uint32_t bytes_field(std::uint32_t number) {
    return protozero::tag_and_type(number, pbf_wire_type::length_delimited);
}
constexpr std::uint32_t varint_field(std::uint32_t number) {
    return protozero::tag_and_type(number, pbf_wire_type::varint);
}
constexpr std::uint32_t fixed64_field(std::uint32_t number) {
    return protozero::tag_and_type(number, pbf_wire_type::fixed64);
}

std::string_view view_of(pbf_reader& field) {
    const protozero::data_view view = field.get_view();
    return {view.data(), view.size()};
}

std::string text_of(pbf_reader& field) {
    return std::string(view_of(field));
}

json::string json_text(std::string_view text) {
    return json::string(text.data(), text.size());
}

json::value read_value(pbf_reader message, int depth, DecodeBudget& budget);

json::array read_array(pbf_reader message, int depth, DecodeBudget& budget) {
    json::array array;
    while (message.next()) {
        if (message.tag_and_type() == bytes_field(1)) {
            budget.add_part();
            array.push_back(read_value(message.get_message(), depth, budget));
        } else {
            message.skip();
        }
    }
    return array;
}

void read_attribute(pbf_reader message, int depth, DecodeBudget& budget, Attributes& attributes) {
    budget.add_part();
    std::string key;
    json::value value;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                key = text_of(message);
                break;
            case bytes_field(2):
                value = read_value(message.get_message(), depth, budget);
                break;
            default:
                message.skip();
        }
    }
    attributes[key] = std::move(value);
}

Attributes read_map(pbf_reader message, int depth, DecodeBudget& budget) {
    Attributes map;
    while (message.next()) {
        if (message.tag_and_type() == bytes_field(1)) {
            read_attribute(message.get_message(), depth, budget, map);
        } else {
            message.skip();
        }
    }
    return map;
}

json::value read_value(pbf_reader message, int depth, DecodeBudget& budget) {
    if (depth == 0) throw BeyondBounds("an attribute is nested too deeply");
    json::value value;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                value = json_text(view_of(message));
                break;
            case varint_field(2):
                value = message.get_bool();
                break;
            case varint_field(3):
                value = message.get_int64();
                break;
            case fixed64_field(4):
                value = message.get_double();
                break;
            case bytes_field(5):
                value = read_array(message.get_message(), depth - 1, budget);
                break;
            case bytes_field(6):
                value = read_map(message.get_message(), depth - 1, budget);
                break;
            case bytes_field(7):
                value = json_text(encode_base64(view_of(message)));
                break;
            default:
                message.skip();
        }
    }
    return value;
}

Event read_event(pbf_reader message, DecodeBudget& budget) {
    budget.add_part();
    Event event;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case fixed64_field(1):
                event.time = message.get_fixed64();
                break;
            case bytes_field(2):
                event.name = text_of(message);
                break;
            case bytes_field(3):
                read_attribute(message.get_message(), kMaxValueDepth, budget, event.attributes);
                break;
            default:
                message.skip();
        }
    }
    return event;
}

Link read_link(pbf_reader message, DecodeBudget& budget) {
    budget.add_part();
    Link link;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                link.trace_id = text_of(message);
                break;
            case bytes_field(2):
                link.span_id = text_of(message);
                break;
            case bytes_field(4):
                read_attribute(message.get_message(), kMaxValueDepth, budget, link.attributes);
                break;
            default:
                message.skip();
        }
    }
    return link;
}

void read_status(pbf_reader message, Span& span) {
    constexpr std::int32_t kOk = 1;
    constexpr std::int32_t kError = 2;
    std::int32_t code = 0;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(2):
                span.status_message = text_of(message);
                break;
            case varint_field(3):
                code = message.get_enum();
                break;
            default:
                message.skip();
        }
    }
    span.failed = code == kError;
    span.succeeded = code == kOk;
}

SpanKind kind_of(std::int32_t number) {
    return number >= 1 && number <= 5 ? static_cast<SpanKind>(number) : SpanKind::kUnspecified;
}

Span read_span(pbf_reader message, DecodeBudget& budget) {
    budget.begin_span();
    Span span;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                span.trace_id = text_of(message);
                break;
            case bytes_field(2):
                span.span_id = text_of(message);
                break;
            case bytes_field(4):
                span.parent_span_id = text_of(message);
                break;
            case bytes_field(5):
                span.name = text_of(message);
                break;
            case varint_field(6):
                span.kind = kind_of(message.get_enum());
                break;
            case fixed64_field(7):
                span.start_time = message.get_fixed64();
                break;
            case fixed64_field(8):
                span.end_time = message.get_fixed64();
                break;
            case bytes_field(9):
                read_attribute(message.get_message(), kMaxValueDepth, budget, span.attributes);
                break;
            case bytes_field(11):
                span.events.push_back(read_event(message.get_message(), budget));
                break;
            case bytes_field(13):
                span.links.push_back(read_link(message.get_message(), budget));
                break;
            case bytes_field(15):
                read_status(message.get_message(), span);
                break;
            default:
                message.skip();
        }
    }
    return span;
}

Scope read_scope(pbf_reader message) {
    Scope scope;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                scope.name = text_of(message);
                break;
            case bytes_field(2):
                scope.version = text_of(message);
                break;
            default:
                message.skip();
        }
    }
    return scope;
}

void read_scope_spans(pbf_reader message, DecodeBudget& budget, std::vector<Span>& spans) {
    const std::size_t first = spans.size();
    Scope scope;
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1):
                scope = read_scope(message.get_message());
                break;
            case bytes_field(2):
                spans.push_back(read_span(message.get_message(), budget));
                break;
            default:
                message.skip();
        }
    }
    // The fields of a message may come in any order.
    budget.add_copies(scope.name.size() + scope.version.size(), spans.size() - first);
    for (std::size_t i = first; i < spans.size(); ++i) spans[i].scope = scope;
}

ResourceSpans read_resource_spans(pbf_reader message, DecodeBudget& budget) {
    ResourceSpans result;
    std::size_t resource_bytes = 0;
    budget.begin_group();
    while (message.next()) {
        switch (message.tag_and_type()) {
            case bytes_field(1): {
                const pbf_reader resource = message.get_message();
                resource_bytes += resource.length();
                budget.begin_resource();
                for (auto& [key, value] : read_map(resource, kMaxValueDepth, budget)) {
                    result.resource[key] = std::move(value);
                }
                break;
            }
            case bytes_field(2):
                read_scope_spans(message.get_message(), budget, result.spans);
                break;
            default:
                message.skip();
        }
    }
    budget.add_copies(resource_bytes, result.spans.size());
    return result;
}

}  // namespace

tl::expected<TraceData, std::string> decode_protobuf(std::string_view message) {
    TraceData data;
    DecodeBudget budget;
    try {
        pbf_reader reader(message.data(), message.size());
        while (reader.next()) {
            if (reader.tag_and_type() == bytes_field(1)) {
                data.resource_spans.push_back(read_resource_spans(reader.get_message(), budget));
            } else {
                reader.skip();
            }
        }
    } catch (const protozero::exception& problem) {
        return tl::unexpected("the body is not an ExportTraceServiceRequest in protobuf: " +
                              std::string(problem.what()));
    } catch (const BeyondBounds& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    return data;
}

std::size_t span_count(const TraceData& data) {
    std::size_t count = 0;
    for (const ResourceSpans& group : data.resource_spans) count += group.spans.size();
    return count;
}

}  // namespace xray::otlp
