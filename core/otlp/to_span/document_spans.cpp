// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_span/document_spans.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/json/json_members.hpp"
#include "core/otlp/to_segment/kept_span.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"
#include "core/otlp/to_span/segment_span.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

// Beyond this the nanoseconds of a time do not fit into 63 bits.
constexpr double kMaxSeconds = 9'000'000'000;

const json::object* kept_of(const Entity& entity) {
    return object_member(*entity.object, kKeptSpan);
}

bool stands_in(const Entity& entity) {
    const json::object* kept = kept_of(entity);
    return kept != nullptr && is_true(*kept, "stands_in");
}

// The nanoseconds of the shortest decimal that is this double: what the client wrote, not what binary made of
// it. Times that no clock tells become 0.
std::int64_t nanoseconds_of(double seconds) {
    if (!(std::fabs(seconds) < kMaxSeconds)) return 0;
    std::array<char, 400> buffer{};
    const char* const end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), seconds, std::chars_format::fixed).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits(text.substr(0, point));
    std::string fraction(text.substr(std::min(point + 1, text.size())));
    fraction.resize(9, '0');
    digits += fraction;
    std::int64_t result = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), result);
    return result;
}

std::int64_t integer_member(const json::object& object, std::string_view name, std::int64_t otherwise) {
    const json::value* value = member(object, name);
    if (value == nullptr) return otherwise;
    if (const auto* number = value->if_int64()) return *number;
    // Times of the protocol have 64 bits without a sign; the form of spans has one.
    if (const auto* number = value->if_uint64()) return static_cast<std::int64_t>(*number);
    return otherwise;
}

void merge(const json::object* from, Attributes& to) {
    if (from == nullptr) return;
    for (const auto& [key, value] : *from) to[key] = value;
}

std::string_view failure_status(const Entity& entity) {
    const bool failed = entity.flags.fault || entity.flags.error || entity.flags.throttle;
    return failed ? "ERROR" : "UNSET";
}

class SpanWalk {
public:
    explicit SpanWalk(const Trace& trace) : trace_(trace) {}

    std::vector<FormedSpan> take() {
        for (const std::uint32_t segment : trace_.segments) add_tree(segment);
        for (const std::uint32_t orphan : trace_.orphans) add_tree(orphan);
        return std::move(spans_);
    }

private:
    // Nesting is bounded by assembly, so recursion is.
    void add_tree(std::uint32_t index) {
        const Entity& entity = trace_.entities[index];
        if (!stands_in(entity)) spans_.push_back({entity.id, form_of(entity)});
        for (const std::uint32_t child : entity.children) add_tree(child);
    }

    [[nodiscard]] const Entity* segment_of(const Entity& entity) const {
        return entity.segment == Entity::kNone ? nullptr : &trace_.entities[entity.segment];
    }

    [[nodiscard]] SpanForm form_of(const Entity& entity) const {
        const json::object* kept = kept_of(entity);
        return kept == nullptr ? form_of_document(entity) : form_of_span(entity, *kept);
    }

    [[nodiscard]] std::string parent_of(const Entity& entity) const {
        if (entity.parent != Entity::kNone) return trace_.entities[entity.parent].id.to_string();
        return entity.parent_id ? entity.parent_id->to_string() : std::string();
    }

    [[nodiscard]] SpanForm form_of_document(const Entity& entity) const {
        SpanForm form;
        const Entity* segment = segment_of(entity);
        if (segment != nullptr) form.resource = resource_of(*segment);
        form.parent = parent_of(entity);
        form.name = span_name_of(entity);
        form.kind = kind_name(span_kind_of(entity));
        form.start = nanoseconds_of(entity.start_time);
        if (entity.end_time) form.end = nanoseconds_of(*entity.end_time);
        form.attributes = span_attributes_of(entity);
        form.events = exception_events_of(entity, form.end.value_or(form.start));
        form.links = links_of(entity);
        form.status = failure_status(entity);
        if (form.status == "ERROR") form.message = failure_message_of(entity);
        json::object xray{{"type", entity.subsegment ? "subsegment" : "segment"}};
        set_text(xray, "name", entity.name);
        set_text(xray, "namespace", text_member(*entity.object, "namespace"));
        form.aws["xray"] = std::move(xray);
        return form;
    }

    [[nodiscard]] SpanForm form_of_span(const Entity& entity, const json::object& kept) const {
        SpanForm form;
        RecoveredSpan recovered = recover_span(*entity.object, kept);
        form.resource = resource_below(entity, std::move(recovered.resource));
        form.attributes = std::move(recovered.attributes);
        merge(object_member(kept, "scope"), form.scope);
        form.parent = text_member(kept, "parent");
        const Entity* parent = entity.parent == Entity::kNone ? nullptr : &trace_.entities[entity.parent];
        const bool below_stand_in = parent != nullptr && stands_in(*parent);
        if (form.parent.empty() && !below_stand_in) form.parent = parent_of(entity);
        form.name = text_member(kept, "name");
        form.kind = text_member(kept, "kind");
        form.start = integer_member(kept, "start", nanoseconds_of(entity.start_time));
        if (entity.end_time) form.end = integer_member(kept, "end", nanoseconds_of(*entity.end_time));
        if (const json::value* events = member(kept, "events"); events != nullptr && events->is_array()) {
            form.events = events->get_array();
        }
        form.links = links_of(entity);
        if (form.links.empty() && below_stand_in) form.links = links_of(*parent);
        const std::string_view status = text_member(kept, "status");
        if (!status.empty()) form.status = status;
        form.message = text_member(kept, "message");
        return form;
    }

    // A subsegment keeps the name of its service; the rest of the resource is in the segment of that service.
    [[nodiscard]] Attributes resource_below(const Entity& entity, Attributes own) const {
        const Entity* segment = segment_of(entity);
        const json::object* kept = segment == nullptr || segment == &entity ? nullptr : kept_of(*segment);
        if (kept == nullptr) return own;
        Attributes resource = recover_span(*segment->object, *kept).resource;
        const json::value* name = member(own, "service.name");
        const json::value* service = member(resource, "service.name");
        const bool same = name != nullptr && service != nullptr && *name == *service;
        return same ? resource : own;
    }

    const Trace& trace_;
    std::vector<FormedSpan> spans_;
};

}  // namespace

std::vector<FormedSpan> formed_spans(const Trace& trace) {
    return SpanWalk(trace).take();
}

std::vector<SpanDocument> document_spans(const Trace& trace) {
    std::vector<SpanDocument> documents;
    for (const FormedSpan& span : formed_spans(trace))
        documents.push_back({span.id, write_span(trace.id, span.id, span.form)});
    return documents;
}

}  // namespace xray::otlp
