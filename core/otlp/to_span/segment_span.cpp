// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_span/segment_span.hpp"

#include <optional>

#include "core/json/json_members.hpp"
#include "core/json/json_writer.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"
#include "core/trace/entity_fields.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

// The path of an absolute URL, or of one that begins with its path.
std::string_view path_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) {
        const std::size_t path = url.find_first_of("/?#", scheme + 3);
        url = path == std::string_view::npos ? std::string_view() : url.substr(path);
    }
    url = url.substr(0, url.find_first_of("?#"));
    return url.empty() ? "/" : url;
}

// "at label(path:line)" for each frame, as Java writes it.
std::string stack_text(const json::object& exception) {
    std::string text(text_member(exception, "type"));
    const std::string_view message = text_member(exception, "message");
    if (!message.empty()) text.append(text.empty() ? "" : ": ").append(message);
    const json::value* stack = member(exception, "stack");
    if (stack == nullptr || !stack->is_array() || stack->get_array().empty()) return {};
    for (const json::value& item : stack->get_array()) {
        const json::object* frame = item.if_object();
        if (frame == nullptr) continue;
        text.append("\n\tat ").append(text_member(*frame, "label")).append("(");
        text.append(text_member(*frame, "path"));
        if (const json::value* line = member(*frame, "line")) text.append(":").append(json_text(*line));
        text.append(")");
    }
    return text;
}

const json::array* exceptions_in(const Entity& entity) {
    const json::object* cause = object_member(*entity.object, "cause");
    const json::value* exceptions = cause == nullptr ? nullptr : member(*cause, "exceptions");
    return exceptions == nullptr ? nullptr : exceptions->if_array();
}

json::object exception_event(const json::object& exception, std::int64_t time) {
    json::object attributes;
    set_text(attributes, "exception.type", text_member(exception, "type"));
    set_text(attributes, "exception.message", text_member(exception, "message"));
    set_text(attributes, "exception.stacktrace", stack_text(exception));
    for (const std::string_view name : {"id", "remote", "truncated", "skipped", "cause"}) {
        const json::value* value = member(exception, name);
        if (value != nullptr && !value->is_structured()) {
            attributes[view("aws.xray.exception." + std::string(name))] = *value;
        }
    }
    return {{"timeUnixNano", time}, {"name", "exception"}, {"attributes", std::move(attributes)}};
}

}  // namespace

std::string span_name_of(const Entity& entity) {
    std::string name(entity.name);
    if (entity.subsegment) return name;
    if (entity.origin == "AWS::Lambda") return name + "/LambdaService";
    if (entity.origin == "AWS::Lambda::Function") return name + "/LambdaExecutionEnvironment";
    const HttpView http = http_of(entity);
    if (http.method.empty() || http.url.empty()) return name;
    return std::string(http.method).append(" ").append(path_of(http.url));
}

SpanKind span_kind_of(const Entity& entity) {
    if (entity.name_space != Namespace::kNone) return SpanKind::kClient;
    return entity.subsegment ? SpanKind::kInternal : SpanKind::kServer;
}

json::array exception_events_of(const Entity& entity, std::int64_t time) {
    json::array events;
    const json::array* exceptions = exceptions_in(entity);
    if (exceptions == nullptr) return events;
    for (const json::value& item : *exceptions) {
        if (const json::object* exception = item.if_object())
            events.push_back(exception_event(*exception, time));
    }
    return events;
}

std::string_view failure_message_of(const Entity& entity) {
    const std::string_view text = text_member(*entity.object, "cause");
    const json::array* exceptions = exceptions_in(entity);
    if (!text.empty() || exceptions == nullptr) return text;
    for (const json::value& item : *exceptions) {
        if (const json::object* exception = item.if_object()) return text_member(*exception, "message");
    }
    return {};
}

json::array links_of(const Entity& entity) {
    json::array links;
    const json::value* value = member(*entity.object, "links");
    if (value == nullptr || !value->is_array()) return links;
    for (const json::value& item : value->get_array()) {
        const json::object* link = item.if_object();
        if (link == nullptr) continue;
        const std::optional<TraceId> trace = TraceId::parse(text_member(*link, "trace_id"));
        if (!trace) continue;
        json::object entry{{"traceId", w3c_trace_id(*trace)}};
        set_text(entry, "spanId", text_member(*link, "id"));
        const json::object* attributes = object_member(*link, "attributes");
        entry["attributes"] = attributes == nullptr ? json::object() : *attributes;
        links.push_back(std::move(entry));
    }
    return links;
}

std::string w3c_trace_id(const TraceId& id) {
    const std::string text = id.to_string();  // 1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx
    return text.substr(2, 8) + text.substr(11);
}

}  // namespace xray::otlp
