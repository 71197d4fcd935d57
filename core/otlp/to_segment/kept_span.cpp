// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/kept_span.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <set>
#include <string>

#include "core/json/json_members.hpp"
#include "core/json/json_writer.hpp"
#include "core/otlp/to_segment/annotations.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"
#include "core/text/utf8.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

constexpr std::string_view kServiceName = "service.name";

constexpr std::array<std::string_view, 6> kKinds{"UNSPECIFIED", "INTERNAL", "SERVER",
                                                 "CLIENT",      "PRODUCER", "CONSUMER"};

bool has_member(const json::object* object, std::string_view name, const json::value& value) {
    const json::value* found = object == nullptr ? nullptr : member(*object, name);
    return found != nullptr && *found == value;
}

// What a document says in annotations and metadata under the attributes' own names.
class DocumentFields {
public:
    explicit DocumentFields(const json::object& document)
        : annotations_(object_member(document, "annotations")),
          metadata_(object_member(document, "metadata")),
          default_(metadata_ == nullptr ? nullptr : object_member(*metadata_, "default")) {}

    [[nodiscard]] bool attribute(std::string_view name, const json::value& value) const {
        if (has_member(default_, name, value) || has_member(annotations_, name, value)) return true;
        return metadata_ != nullptr && name.starts_with(kMetadataPrefix) &&
               object_member(*metadata_, name.substr(kMetadataPrefix.size())) != nullptr;
    }

    [[nodiscard]] bool resource(std::string_view name, const json::value& value) const {
        const std::string full = std::string(kResourcePrefix).append(name);
        return has_member(default_, full, value) || has_member(annotations_, full, value);
    }

private:
    const json::object* annotations_;
    const json::object* metadata_;
    const json::object* default_;
};

json::object left_of(const Attributes& attributes, const DocumentFields& fields) {
    json::object left;
    for (const auto& [name, value] : attributes) {
        if (!value.is_null() && !fields.attribute({name.data(), name.size()}, value)) left[name] = value;
    }
    return left;
}

json::object left_of_resource(const Attributes& resource, const DocumentFields& fields, bool subsegment) {
    json::object left;
    for (const auto& [name, value] : resource) {
        const std::string_view key(name.data(), name.size());
        if (value.is_null() || (subsegment && key != kServiceName) || fields.resource(key, value)) continue;
        left[name] = value;
    }
    return left;
}

json::array events_of(const Span& span) {
    json::array events;
    for (const Event& event : span.events) {
        json::object entry{{"timeUnixNano", event.time}, {"name", event.name}};
        if (!event.attributes.empty()) entry["attributes"] = event.attributes;
        events.push_back(std::move(entry));
    }
    return events;
}

json::string repaired_text(const json::string_view text) {
    return json::string(replace_damaged_utf8({text.data(), text.size()}));
}

// Texts of the protocol are UTF-8; a sender that breaks this must not lose the span for it.
json::value repaired(const json::value& value) {
    if (const json::string* text = value.if_string()) return repaired_text(*text);
    if (const json::array* array = value.if_array()) {
        json::array result;
        for (const json::value& item : *array) result.push_back(repaired(item));
        return result;
    }
    if (const json::object* object = value.if_object()) {
        json::object result;
        for (const auto& [key, item] : *object) result[repaired_text(key)] = repaired(item);
        return result;
    }
    return value;
}

void set_object(json::object& parent, const char* name, json::object object) {
    if (!object.empty()) parent[name] = std::move(object);
}

void merge(const json::object* from, Attributes& to) {
    if (from == nullptr) return;
    for (const auto& [key, value] : *from) to[key] = value;
}

// Attributes and resource of what came as a span, from where its document put them.
class Recovery {
public:
    Recovery(const json::object& object, const json::object& kept)
        : kept_attributes_(object_member(kept, "attributes")) {
        if (const json::object* metadata = object_member(object, "metadata")) add_metadata(*metadata);
        if (const json::object* annotations = object_member(object, "annotations"))
            add_annotations(*annotations);
        merge(kept_attributes_, result.attributes);
        merge(object_member(kept, "resource"), result.resource);
    }

    RecoveredSpan result;

private:
    void add(json::string_view key, const json::value& value) {
        if (key.starts_with(json::string_view(kResourcePrefix.data(), kResourcePrefix.size()))) {
            result.resource[key.substr(kResourcePrefix.size())] = value;
        } else {
            result.attributes[key] = value;
        }
    }

    void add_metadata(const json::object& metadata) {
        for (const auto& [space, value] : metadata) {
            const json::object* members = value.if_object();
            if (space == "default" && members != nullptr) {
                for (const auto& [key, content] : *members) add(key, content);
            } else {
                result.attributes[std::string(kMetadataPrefix).append(space.data(), space.size())] =
                    json_text(value);
            }
        }
    }

    // A key that had to be changed to be an annotation's is kept under its own name.
    void add_annotations(const json::object& annotations) {
        std::set<std::string> renamed;
        if (kept_attributes_ != nullptr) {
            for (const auto& item : *kept_attributes_) {
                renamed.insert(annotation_key({item.key().data(), item.key().size()}));
            }
        }
        for (const auto& [key, value] : annotations) {
            if (renamed.count(std::string(key.data(), key.size())) == 0) add(key, value);
        }
    }

    const json::object* kept_attributes_;
};

}  // namespace

json::object keep_span(const Span& span, const Attributes& resource, const json::object& document) {
    const DocumentFields fields(document);
    json::object kept;
    set_text(kept, "name", span.name);
    set_text(kept, "kind", kind_name(span.kind));
    kept["start"] = span.start_time;
    kept["end"] = span.end_time;
    if (span.failed || span.succeeded) kept["status"] = span.failed ? "ERROR" : "OK";
    set_text(kept, "message", span.status_message);
    json::object scope;
    set_text(scope, "name", span.scope.name);
    set_text(scope, "version", span.scope.version);
    set_object(kept, "scope", std::move(scope));
    set_object(kept, "attributes", left_of(span.attributes, fields));
    set_object(kept, "resource",
               left_of_resource(resource, fields, text_member(document, "type") == "subsegment"));
    if (!span.events.empty()) kept["events"] = events_of(span);
    return repaired(json::value(std::move(kept))).get_object();
}

json::object keep_stand_in(const Attributes& resource, const json::object& document) {
    json::object kept{{"stands_in", true}};
    set_object(kept, "resource", left_of_resource(resource, DocumentFields(document), false));
    return repaired(json::value(std::move(kept))).get_object();
}

RecoveredSpan recover_span(const json::object& document, const json::object& kept) {
    return Recovery(document, kept).result;
}

std::string_view kind_name(SpanKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

}  // namespace xray::otlp
