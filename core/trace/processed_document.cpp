// SPDX-License-Identifier: Apache-2.0
#include "core/trace/processed_document.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <initializer_list>
#include <string_view>

#include "core/json/json_members.hpp"
#include "core/json/json_writer.hpp"
#include "core/trace/resource_identity.hpp"

namespace xray {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kQueueTimeSalt = 1;

void write_text(JsonWriter& writer, std::string_view key, std::string_view text) {
    if (text.empty()) return;
    writer.key(key);
    writer.text(text);
}

// Copies those of the named members that are there, in this order.
void copy_members(JsonWriter& writer, const json::object& from,
                  std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        const json::value* value = member(from, name);
        if (value == nullptr) continue;
        writer.key(name);
        writer.value(*value);
    }
}

void copy_if_object(JsonWriter& writer, const json::object& from, std::string_view name) {
    const json::value* value = member(from, name);
    if (value == nullptr || !value->is_object()) return;
    writer.key(name);
    writer.value(*value);
}

void write_http(JsonWriter& writer, const json::object& entity) {
    const json::object* http = object_member(entity, "http");
    if (http == nullptr) return;
    writer.key("http");
    writer.begin_object();
    if (const json::object* request = object_member(*http, "request")) {
        writer.key("request");
        writer.begin_object();
        copy_members(writer, *request, {"url", "method", "user_agent", "client_ip", "x_forwarded_for"});
        writer.end_object();
    }
    if (const json::object* response = object_member(*http, "response")) {
        writer.key("response");
        writer.begin_object();
        copy_members(writer, *response, {"status", "content_length"});
        writer.end_object();
    }
    writer.end_object();
}

// The aws block, with the resource's name where the service knows it. `skip` is left out.
void write_aws(JsonWriter& writer, const json::object& entity, std::string_view resource,
               std::string_view skip) {
    const json::object* aws = object_member(entity, "aws");
    if (aws == nullptr) return;
    const bool only_skipped =
        !skip.empty() && aws->size() == 1 && aws->contains(json::string_view(skip.data(), skip.size()));
    if (only_skipped) return;
    writer.key("aws");
    writer.begin_object();
    for (const auto& item : *aws) {
        const std::string_view key(item.key().data(), item.key().size());
        if (item.value().is_null() || key == skip) continue;
        writer.key(key);
        writer.value(item.value());
    }
    if (!resource.empty() && member(*aws, "resource_names") == nullptr) {
        writer.key("resource_names");
        writer.begin_array();
        writer.text(resource);
        writer.end_array();
    }
    writer.end_object();
}

// Texts, numbers and booleans; the service drops what cannot be an annotation.
void write_annotations(JsonWriter& writer, const json::object& entity) {
    const json::object* annotations = object_member(entity, "annotations");
    if (annotations == nullptr || annotations->empty()) return;
    writer.key("annotations");
    writer.begin_object();
    for (const auto& item : *annotations) {
        if (item.value().is_null() || item.value().is_structured()) continue;
        writer.key({item.key().data(), item.key().size()});
        writer.value(item.value());
    }
    writer.end_object();
}

void write_exception(JsonWriter& writer, const json::object& exception) {
    writer.begin_object();
    copy_members(writer, exception, {"id", "message", "type", "remote", "truncated", "skipped", "cause"});
    const json::value* stack = member(exception, "stack");
    if (stack != nullptr && stack->is_array() && !stack->get_array().empty())
        copy_members(writer, exception, {"stack"});
    writer.end_object();
}

void write_cause(JsonWriter& writer, const json::object& entity) {
    const json::value* cause = member(entity, "cause");
    if (cause == nullptr) return;
    if (cause->is_string()) {
        writer.key("cause");
        writer.value(*cause);
        return;
    }
    const json::object* object = cause->if_object();
    if (object == nullptr) return;
    writer.key("cause");
    writer.begin_object();
    copy_members(writer, *object, {"id", "message", "working_directory", "paths"});
    const json::value* exceptions = member(*object, "exceptions");
    if (exceptions != nullptr && exceptions->is_array()) {
        writer.key("exceptions");
        writer.begin_array();
        for (const json::value& item : exceptions->get_array()) {
            if (const json::object* exception = item.if_object()) write_exception(writer, *exception);
        }
        writer.end_array();
    }
    writer.end_object();
}

void write_times(JsonWriter& writer, const Entity& entity, std::string_view trace_id) {
    writer.key("start_time");
    writer.real(entity.start_time);
    write_text(writer, "trace_id", trace_id);
    if (entity.end_time) {
        writer.key("end_time");
        writer.real(*entity.end_time);
    }
}

class ProcessedDocumentWriter {
public:
    ProcessedDocumentWriter(const Trace& trace, std::string& out) : trace_(trace), writer_(out) {}

    void entity(std::uint32_t index) {
        const Entity& e = trace_.entities[index];
        const json::object& object = *e.object;
        writer_.begin_object();
        write_text(writer_, "id", e.id.to_string());
        write_text(writer_, "name", e.name);
        write_times(writer_, e, e.subsegment ? std::string() : trace_.id.to_string());
        if (!e.subsegment && e.parent_id) write_text(writer_, "parent_id", e.parent_id->to_string());
        if (e.in_progress()) {
            writer_.key("in_progress");
            writer_.boolean(true);
        }
        for (const std::string_view flag : {"fault", "error", "throttle"}) {
            const json::value* value = member(object, flag);
            if (value != nullptr && value->is_bool()) copy_members(writer_, object, {flag});
        }
        write_http(writer_, object);
        write_aws(writer_, object, resource_of(e), {});
        copy_if_object(writer_, object, "sql");
        write_annotations(writer_, object);
        copy_if_object(writer_, object, "metadata");
        copy_if_object(writer_, object, "service");
        write_text(writer_, "user", text_member(object, "user"));
        write_text(writer_, "origin", e.origin);
        write_text(writer_, "resource_arn", text_member(object, "resource_arn"));
        if (e.name_space != Namespace::kNone) {
            write_text(writer_, "namespace", e.name_space == Namespace::kAws ? "aws" : "remote");
        }
        write_cause(writer_, object);
        copy_members(writer_, object, {"links", "precursor_ids"});
        subsegments(e);
        writer_.end_object();
    }

private:
    // Nesting is bounded by assembly, so recursion is.
    void subsegments(const Entity& e) {
        if (e.children.empty()) return;
        writer_.key("subsegments");
        writer_.begin_array();
        for (const std::uint32_t child : e.children) entity(child);
        writer_.end_array();
    }

    std::string_view resource_of(const Entity& e) {
        if (!e.subsegment || e.name_space != Namespace::kAws) return {};
        return identify_resource(e, texts_).resource_name;
    }

    const Trace& trace_;
    JsonWriter writer_;
    std::deque<std::string> texts_;
};

// Messages to a queue wait there, whether or not it is named; calls without an operation do not (seen
// 2026-09).
bool waits_in_queue(const InferredSegment& inferred, const Entity& call) {
    if (!inferred.identity.origin.starts_with("AWS::SQS")) return false;
    const json::object* aws = object_member(*call.object, "aws");
    return aws != nullptr && !text_member(*aws, "operation").empty();
}

void write_queue_time(JsonWriter& writer, const Trace& trace, const Entity& call) {
    writer.key("subsegments");
    writer.begin_array();
    writer.begin_object();
    write_text(writer, "id", derived_segment_id(trace.id, call.id, kQueueTimeSalt).to_string());
    write_text(writer, "name", "QueueTime");
    write_times(writer, call, {});
    writer.end_object();
    writer.end_array();
}

}  // namespace

std::string processed_document(const Trace& trace, std::uint32_t index) {
    std::string out;
    ProcessedDocumentWriter(trace, out).entity(index);
    return out;
}

std::string inferred_document(const Trace& trace, const InferredSegment& inferred) {
    const Entity& call = trace.entities[inferred.caller];
    std::string out;
    JsonWriter writer(out);
    writer.begin_object();
    write_text(writer, "id", inferred.id.to_string());
    write_text(writer, "name", call.name);
    write_times(writer, call, trace.id.to_string());
    write_text(writer, "parent_id", call.id.to_string());
    writer.key("inferred");
    writer.boolean(true);
    for (const std::string_view flag : {"fault", "error", "throttle"}) {
        if (is_true(*call.object, flag)) copy_members(writer, *call.object, {flag});
    }
    write_http(writer, *call.object);
    write_aws(writer, *call.object, inferred.identity.resource_name, "xray");
    copy_if_object(writer, *call.object, "sql");
    write_text(writer, "origin", inferred.identity.origin);
    if (waits_in_queue(inferred, call)) write_queue_time(writer, trace, call);
    writer.end_object();
    return out;
}

}  // namespace xray
