// SPDX-License-Identifier: Apache-2.0
#include "core/segment/segment_validator.hpp"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/json/document_parser.hpp"
#include "core/json/json_members.hpp"
#include "core/text/ascii.hpp"
#include "core/text/name_characters.hpp"
#include "core/text/utf8.hpp"

namespace xray {
namespace {

namespace json = boost::json;

bool is_name_ascii(char c) {
    return is_letter_or_digit(c) ||
           std::string_view(" \t\n\r\v\f_.:/%&#=+\\-@").find(c) != std::string_view::npos;
}

bool is_valid_name(std::string_view text) {
    while (!text.empty()) {
        if (static_cast<unsigned char>(text.front()) < 0x80) {
            if (!is_name_ascii(text.front())) return false;
            text.remove_prefix(1);
            continue;
        }
        const std::optional<Character> character = first_character(text);
        if (!character || !is_name_letter(character->code_point)) return false;
        text.remove_prefix(character->length);
    }
    return true;
}

// What kind of thing a refusal speaks of; it decides the wording around the code.
enum class Kind { kEntity, kSegment, kSubsegment };

std::string refusal_message(Kind kind, std::string_view code) {
    switch (kind) {
        case Kind::kEntity:
            return std::string("Invalid entity. ErrorCode: ").append(code);
        case Kind::kSegment:
            return std::string("Invalid segment. ErrorCode: ").append(code);
        case Kind::kSubsegment:
            break;
    }
    return std::string("Invalid subsegment. ErrorCode: ").append(code).append(", Cause: null");
}

struct Broken {
    Kind kind;
    std::string_view code;
};

using Check = std::optional<Broken>;

Check check_name(const json::object& object, Kind kind) {
    const json::value* name = member(object, "name");
    if (name == nullptr) return Broken{kind, "MissingName"};
    const json::string* text = name->if_string();
    if (text == nullptr) return Broken{kind, "InvalidName"};
    if (text->empty()) return Broken{kind, "MissingName"};
    if (!is_valid_name({text->data(), text->size()})) return Broken{kind, "InvalidName"};
    return std::nullopt;
}

Check check_id(const json::object& object, Kind kind) {
    const json::value* id = member(object, "id");
    if (id == nullptr) return Broken{kind, "MissingId"};
    const json::string* text = id->if_string();
    if (text != nullptr && text->empty()) return Broken{kind, "MissingId"};
    if (text == nullptr || !SegmentId::parse({text->data(), text->size()})) return Broken{kind, "InvalidId"};
    return std::nullopt;
}

Check check_times(const json::object& object, Kind kind) {
    const json::value* start = member(object, "start_time");
    if (start == nullptr) return Broken{kind, "MissingStartTime"};
    if (!start->is_number()) return Broken{kind, "ParseError"};
    const json::value* end = member(object, "end_time");
    if (end != nullptr && !end->is_number()) return Broken{kind, "ParseError"};
    // The .NET SDK writes 0 for an end that has not come.
    const bool zero_end = end != nullptr && end->to_number<double>() == 0.0;
    if (end == nullptr && !is_in_progress(object)) return Broken{kind, "MissingEndTime"};
    if (end != nullptr && !zero_end && is_in_progress(object)) {
        return Broken{kind, kind == Kind::kSubsegment ? "InProgressSubsegmentHasEndTime"
                                                      : "InProgressSegmentHasEndTime"};
    }
    return std::nullopt;
}

Check check_embedded(const json::object& parent) {
    const json::value* subsegments = member(parent, "subsegments");
    if (subsegments == nullptr) return std::nullopt;
    if (!subsegments->is_array()) return Broken{Kind::kSubsegment, "ParseError"};
    for (const json::value& item : subsegments->get_array()) {
        const json::object* object = item.if_object();
        if (object == nullptr) return Broken{Kind::kSubsegment, "ParseError"};
        if (Check broken = check_id(*object, Kind::kSubsegment)) return broken;
        if (Check broken = check_name(*object, Kind::kSubsegment)) return broken;
        if (Check broken = check_times(*object, Kind::kSubsegment)) return broken;
        if (Check broken = check_embedded(*object)) return broken;
    }
    return std::nullopt;
}

Check check_trace_id(const json::object& object, Kind kind) {
    const json::value* trace_id = member(object, "trace_id");
    if (trace_id == nullptr) return Broken{kind, "MissingTraceId"};
    const json::string* text = trace_id->if_string();
    if (text != nullptr && text->empty()) return Broken{kind, "MissingTraceId"};
    if (text == nullptr || !TraceId::parse({text->data(), text->size()}))
        return Broken{kind, "InvalidTraceId"};
    return std::nullopt;
}

Check check_parent(const json::object& object, Kind kind) {
    const json::value* parent = member(object, "parent_id");
    const json::string* text = parent == nullptr ? nullptr : parent->if_string();
    if (parent == nullptr || (text != nullptr && text->empty())) {
        if (kind == Kind::kSubsegment) return Broken{kind, "MissingParentId"};
        return std::nullopt;
    }
    if (text == nullptr || !SegmentId::parse({text->data(), text->size()}))
        return Broken{kind, "InvalidParentId"};
    return std::nullopt;
}

Check check_document(const json::object& object) {
    Kind kind = Kind::kSegment;
    if (const json::value* type = member(object, "type")) {
        const json::string* text = type->if_string();
        if (text == nullptr || (*text != "segment" && *text != "subsegment")) {
            return Broken{Kind::kEntity, "UnknownType"};
        }
        if (*text == "subsegment") kind = Kind::kSubsegment;
    }
    if (Check broken = check_id(object, kind)) return broken;
    if (Check broken = check_name(object, kind)) return broken;
    if (Check broken = check_trace_id(object, kind)) return broken;
    if (Check broken = check_times(object, kind)) return broken;
    if (Check broken = check_parent(object, kind)) return broken;
    return check_embedded(object);
}

DocumentRefusal refuse(const Broken& broken, const json::object* object) {
    DocumentRefusal refusal;
    refusal.error_code = broken.code;
    refusal.message = refusal_message(broken.kind, broken.code);
    if (object != nullptr) {
        if (const json::value* id = member(*object, "id"); id != nullptr && id->is_string()) {
            refusal.id = std::string(id->get_string());
        }
    }
    return refusal;
}

}  // namespace

struct SegmentValidator::Impl {
    DocumentParser parser{DocumentParts::kEntitiesOnly};
    // Parsed documents seldom need more; then the heap helps out.
    std::array<unsigned char, 64 * 1024> buffer;
};

SegmentValidator::SegmentValidator() : impl_(std::make_unique<Impl>()) {}
SegmentValidator::~SegmentValidator() = default;

tl::expected<DocumentIdentity, DocumentRefusal> SegmentValidator::validate(std::string_view document) {
    json::monotonic_resource memory(impl_->buffer.data(), impl_->buffer.size());
    DocumentIdentity identity;
    std::optional<json::value> parsed = impl_->parser.parse(document, &memory);
    if (!parsed) {
        identity.rewritten = replace_non_finite(document);
        if (identity.rewritten) parsed = impl_->parser.parse(*identity.rewritten, &memory);
    }
    if (!parsed) return tl::unexpected(refuse({Kind::kSegment, "ParseError"}, nullptr));
    const json::object* object = parsed->if_object();
    if (object == nullptr) return tl::unexpected(refuse({Kind::kEntity, "ParseError"}, nullptr));
    if (const Check broken = check_document(*object)) return tl::unexpected(refuse(*broken, object));

    identity.trace_id = *TraceId::parse(text_member(*object, "trace_id"));
    identity.id = *SegmentId::parse(text_member(*object, "id"));
    identity.complete = end_time_of(*object).has_value();
    return identity;
}

}  // namespace xray
