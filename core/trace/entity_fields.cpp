// SPDX-License-Identifier: Apache-2.0
#include "core/trace/entity_fields.hpp"

#include <boost/json/array.hpp>
#include <charconv>

#include "core/base/limits.hpp"
#include "core/base/numbers.hpp"
#include "core/json/json_members.hpp"
#include "core/text/utf8.hpp"

namespace xray {
namespace {

namespace json = boost::json;

std::string_view cut_name(std::string_view name) {
    if (name.size() <= kMaxNameCharacters) return name;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (is_continuation(name[i])) continue;
        if (characters == kMaxNameCharacters) return name.substr(0, i);
        ++characters;
    }
    return name;
}

Namespace namespace_of(std::string_view text) {
    if (text == "aws") return Namespace::kAws;
    if (text == "remote") return Namespace::kRemote;
    return Namespace::kNone;
}

// The members of an entity that decode_entity() reads, told apart by one look at each key.
enum class EntityMember {
    kOther,
    kId,
    kName,
    kType,
    kParentId,
    kStartTime,
    kEndTime,
    kNamespace,
    kFault,
    kError,
    kThrottle,
    kOrigin,
};

EntityMember member_of(std::string_view key) {
    const auto if_equal = [key](std::string_view name, EntityMember found) {
        return key == name ? found : EntityMember::kOther;
    };
    if (key.empty()) return EntityMember::kOther;
    switch (key.front()) {
        case 'e':
            return key.size() == 8 ? if_equal("end_time", EntityMember::kEndTime)
                                   : if_equal("error", EntityMember::kError);
        case 'f':
            return if_equal("fault", EntityMember::kFault);
        case 'i':
            return if_equal("id", EntityMember::kId);
        case 'n':
            return key.size() == 4 ? if_equal("name", EntityMember::kName)
                                   : if_equal("namespace", EntityMember::kNamespace);
        case 'o':
            return if_equal("origin", EntityMember::kOrigin);
        case 'p':
            return if_equal("parent_id", EntityMember::kParentId);
        case 's':
            return if_equal("start_time", EntityMember::kStartTime);
        case 't':
            return key.size() == 4 ? if_equal("type", EntityMember::kType)
                                   : if_equal("throttle", EntityMember::kThrottle);
        default:
            return EntityMember::kOther;
    }
}

std::string_view text_of(const json::value& value) {
    const json::string* text = value.if_string();
    return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
}

std::optional<double> number_of(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    return value.to_number<double>();
}

bool true_of(const json::value& value) {
    return value.is_bool() && value.get_bool();
}

// Some SDKs write the status as text.
std::optional<std::int64_t> status_of(const json::object& response) {
    const json::value* status = member(response, "status");
    if (status == nullptr) return std::nullopt;
    if (status->is_number()) return saturated_integer(status->to_number<double>());
    const json::string* text = status->if_string();
    std::int64_t number = 0;
    if (text == nullptr || std::from_chars(text->begin(), text->end(), number).ptr != text->end() ||
        text->empty()) {
        return std::nullopt;
    }
    return number;
}

// Calls `visit` with every exception of the entity's cause. A text among them is an exception that tells
// nothing (seen 2026-09).
template <class Visit>
void for_each_exception(const Entity& entity, const Visit& visit) {
    static const json::object kTellsNothing;
    const json::object* cause = object_member(*entity.object, "cause");
    const json::value* exceptions = cause == nullptr ? nullptr : member(*cause, "exceptions");
    if (exceptions == nullptr || !exceptions->is_array()) return;
    for (const json::value& item : exceptions->get_array()) {
        if (const json::object* exception = item.if_object()) {
            visit(*exception);
        } else if (item.is_string()) {
            visit(kTellsNothing);
        }
    }
}

}  // namespace

Entity decode_entity(const json::object& object) {
    Entity entity;
    entity.object = &object;
    for (const auto& item : object) {
        const json::value& value = item.value();
        switch (member_of({item.key().data(), item.key().size()})) {
            case EntityMember::kId:
                entity.id = SegmentId::parse(text_of(value)).value_or(SegmentId());
                break;
            case EntityMember::kName:
                entity.name = cut_name(text_of(value));
                break;
            case EntityMember::kType:
                entity.subsegment = text_of(value) == "subsegment";
                break;
            case EntityMember::kParentId:
                entity.parent_id = SegmentId::parse(text_of(value));
                break;
            case EntityMember::kStartTime:
                entity.start_time = number_of(value).value_or(0);
                break;
            case EntityMember::kEndTime:
                entity.end_time = end_time_of(number_of(value));
                break;
            case EntityMember::kNamespace:
                entity.name_space = namespace_of(text_of(value));
                break;
            case EntityMember::kFault:
                entity.flags.fault = true_of(value);
                break;
            case EntityMember::kError:
                entity.flags.error = true_of(value);
                break;
            case EntityMember::kThrottle:
                entity.flags.throttle = true_of(value);
                break;
            case EntityMember::kOrigin:
                entity.origin = text_of(value);
                break;
            case EntityMember::kOther:
                break;
        }
    }
    return entity;
}

HttpView http_of(const Entity& entity) {
    HttpView view;
    const json::object* http = object_member(*entity.object, "http");
    if (http == nullptr) return view;
    if (const json::object* request = object_member(*http, "request")) {
        view.url = text_member(*request, "url");
        view.method = text_member(*request, "method");
        view.user_agent = text_member(*request, "user_agent");
        view.client_ip = text_member(*request, "client_ip");
    }
    if (const json::object* response = object_member(*http, "response")) view.status = status_of(*response);
    return view;
}

void append_annotations(const Entity& entity, std::uint32_t visit, std::vector<DigestAnnotation>& out) {
    const json::object* annotations = object_member(*entity.object, "annotations");
    if (annotations == nullptr) return;
    for (const auto& item : *annotations) {
        DigestAnnotation annotation;
        annotation.key = {item.key().data(), item.key().size()};
        annotation.visit = visit;
        const json::value& value = item.value();
        if (const json::string* text = value.if_string()) {
            annotation.value = std::string_view(text->data(), text->size());
        } else if (value.is_bool()) {
            annotation.value = value.get_bool();
        } else if (value.is_number()) {
            annotation.value = value.to_number<double>();
        } else {
            continue;
        }
        out.push_back(annotation);
    }
}

namespace {

// Which way a link of AWS's own services points: to what led here, or to what came of it.
std::string_view reference_type(const json::object& link) {
    const json::object* attributes = object_member(link, "attributes");
    return attributes == nullptr ? std::string_view{}
                                 : text_member(*attributes, "aws.xray.reserved.reference_type");
}

template <class Use>
void for_each_link(const Entity& entity, const Use& use) {
    const json::value* links = member(*entity.object, "links");
    if (links == nullptr || !links->is_array()) return;
    for (const json::value& item : links->get_array()) {
        if (const json::object* link = item.if_object()) use(*link);
    }
}

}  // namespace

void append_links(const Entity& entity, std::uint32_t visit, std::vector<TraceLink>& out) {
    for_each_link(entity, [&](const json::object& link) {
        const std::optional<TraceId> trace = TraceId::parse(text_member(link, "trace_id"));
        const std::optional<SegmentId> id = SegmentId::parse(text_member(link, "id"));
        if (!trace || !id || reference_type(link) == "child") return;
        if (out.size() < kMaxTraceLinks) out.push_back({visit, *trace, *id});
    });
}

bool is_called_by_link(const Entity& entity) {
    bool called = false;
    for_each_link(entity, [&](const json::object& link) { called |= reference_type(link) == "parent"; });
    return called;
}

std::vector<RootCauseException> exceptions_of(const Entity& entity) {
    std::vector<RootCauseException> result;
    for_each_exception(entity, [&](const json::object& exception) {
        result.push_back({text_member(exception, "type"), text_member(exception, "message")});
    });
    return result;
}

std::string_view cause_reference(const Entity& entity) {
    return text_member(*entity.object, "cause");
}

bool owns_exception(const Entity& entity, std::string_view exception_id) {
    bool found = false;
    for_each_exception(entity, [&](const json::object& exception) {
        found = found || text_member(exception, "id") == exception_id;
    });
    return found;
}

}  // namespace xray
