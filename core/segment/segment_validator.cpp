// SPDX-License-Identifier: Apache-2.0
#include "core/segment/segment_validator.hpp"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/json/document_parser.hpp"
#include "core/json/json_members.hpp"
#include "core/segment/json_problem.hpp"
#include "core/text/ascii.hpp"
#include "core/text/cut.hpp"
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

// A rule that was broken, by which member and how.
struct Broken {
    Kind kind;
    std::string_view code;
    std::string_view member = {};
    std::string_view problem = {};
    const json::value* found = nullptr;  // null: nothing that could be shown
    std::string within = {};             // "subsegments[2]." for a member of that one
};

using Check = std::optional<Broken>;

constexpr std::string_view kMissing = "is missing";
constexpr std::string_view kEmpty = "is empty";
constexpr std::string_view kBadId = "must be 16 hexadecimal digits";
constexpr std::string_view kBadTime = "must be a number: seconds since 1970";

Check check_name(const json::object& object, Kind kind) {
    const json::value* name = member(object, "name");
    if (name == nullptr) return Broken{kind, "MissingName", "name", kMissing};
    const json::string* text = name->if_string();
    if (text == nullptr) return Broken{kind, "InvalidName", "name", "must be a string", name};
    if (text->empty()) return Broken{kind, "MissingName", "name", kEmpty};
    if (!is_valid_name({text->data(), text->size()})) {
        return Broken{kind, "InvalidName", "name",
                      "may have letters, digits, white space and _ . : / % & # = + \\ - @ only", name};
    }
    return std::nullopt;
}

Check check_id(const json::object& object, Kind kind) {
    const json::value* id = member(object, "id");
    if (id == nullptr) return Broken{kind, "MissingId", "id", kMissing};
    const json::string* text = id->if_string();
    if (text != nullptr && text->empty()) return Broken{kind, "MissingId", "id", kEmpty};
    if (text == nullptr || !SegmentId::parse({text->data(), text->size()}))
        return Broken{kind, "InvalidId", "id", kBadId, id};
    return std::nullopt;
}

Check check_times(const json::object& object, Kind kind) {
    const json::value* start = member(object, "start_time");
    if (start == nullptr) return Broken{kind, "MissingStartTime", "start_time", kMissing};
    if (!start->is_number()) return Broken{kind, "ParseError", "start_time", kBadTime, start};
    const json::value* end = member(object, "end_time");
    if (end != nullptr && !end->is_number()) return Broken{kind, "ParseError", "end_time", kBadTime, end};
    // The .NET SDK writes 0 for an end that has not come.
    const bool zero_end = end != nullptr && end->to_number<double>() == 0.0;
    if (end == nullptr && !is_in_progress(object)) {
        return Broken{kind, "MissingEndTime", "end_time", "is missing, and in_progress is not true"};
    }
    if (end != nullptr && !zero_end && is_in_progress(object)) {
        return Broken{
            kind,
            kind == Kind::kSubsegment ? "InProgressSubsegmentHasEndTime" : "InProgressSegmentHasEndTime",
            "end_time", "must not be there while in_progress is true", end};
    }
    return std::nullopt;
}

Check check_embedded(const json::object& parent);

Check check_subsegment(const json::value& item) {
    const json::object* object = item.if_object();
    if (object == nullptr) return Broken{Kind::kSubsegment, "ParseError", "", "must be an object", &item};
    if (Check broken = check_id(*object, Kind::kSubsegment)) return broken;
    if (Check broken = check_name(*object, Kind::kSubsegment)) return broken;
    if (Check broken = check_times(*object, Kind::kSubsegment)) return broken;
    return check_embedded(*object);
}

Check check_embedded(const json::object& parent) {
    // What is no list is not refused, it vanishes; what in a list is no object is refused (seen 2026-09; by
    // which code is ours).
    const json::value* subsegments = member(parent, "subsegments");
    if (subsegments == nullptr || !subsegments->is_array()) return std::nullopt;
    std::size_t number = 0;
    for (const json::value& item : subsegments->get_array()) {
        if (Check broken = check_subsegment(item)) {
            broken->within.insert(0, "subsegments[" + std::to_string(number) + "].");
            return broken;
        }
        ++number;
    }
    return std::nullopt;
}

Check check_trace_id(const json::object& object, Kind kind) {
    const json::value* trace_id = member(object, "trace_id");
    if (trace_id == nullptr) return Broken{kind, "MissingTraceId", "trace_id", kMissing};
    const json::string* text = trace_id->if_string();
    if (text != nullptr && text->empty()) return Broken{kind, "MissingTraceId", "trace_id", kEmpty};
    if (text == nullptr || !TraceId::parse({text->data(), text->size()})) {
        return Broken{kind, "InvalidTraceId", "trace_id",
                      "must be like 1-58406520-a006649127e371903a2de979 (1, 8 and 24 hexadecimal digits)",
                      trace_id};
    }
    return std::nullopt;
}

Check check_parent(const json::object& object, Kind kind) {
    const json::value* parent = member(object, "parent_id");
    const json::string* text = parent == nullptr ? nullptr : parent->if_string();
    if (parent == nullptr || (text != nullptr && text->empty())) {
        if (kind == Kind::kSubsegment) {
            return Broken{kind, "MissingParentId", "parent_id",
                          "is missing: a subsegment that is sent by itself must name its parent"};
        }
        return std::nullopt;
    }
    if (text == nullptr || !SegmentId::parse({text->data(), text->size()}))
        return Broken{kind, "InvalidParentId", "parent_id", kBadId, parent};
    return std::nullopt;
}

Check check_document(const json::object& object) {
    Kind kind = Kind::kSegment;
    if (const json::value* type = member(object, "type")) {
        const json::string* text = type->if_string();
        if (text == nullptr || (*text != "segment" && *text != "subsegment")) {
            return Broken{Kind::kEntity, "UnknownType", "type", "must be segment or subsegment", type};
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

// Of a value that broke a rule: enough to recognise it.
std::string shown(const json::value& value) {
    constexpr std::size_t kMost = 80;
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list";
    const json::string* text = value.if_string();
    if (text == nullptr) return json::serialize(value);
    const std::string_view whole(text->data(), text->size());
    if (whole.size() <= kMost) return "\"" + std::string(whole) + "\"";
    return "\"" + std::string(cut_between_characters(whole, kMost)) + "...\"";
}

std::string explain(const Broken& broken, std::string_view member) {
    std::string text(member);
    if (!text.empty()) text += ' ';
    text += broken.problem;
    if (broken.found != nullptr) text += ", but is " + shown(*broken.found);
    return text;
}

DocumentRefusal refuse(const Broken& broken, const json::object* object) {
    DocumentRefusal refusal;
    refusal.error_code = broken.code;
    refusal.message = refusal_message(broken.kind, broken.code);
    refusal.member = broken.within + std::string(broken.member);
    // Of an entry that is no subsegment there is no member: "subsegments[2]".
    if (refusal.member.ends_with('.')) refusal.member.pop_back();
    refusal.explanation = explain(broken, refusal.member);
    if (object != nullptr) {
        if (const json::value* id = member(*object, "id"); id != nullptr && id->is_string()) {
            refusal.id = std::string(id->get_string());
        }
    }
    return refusal;
}

DocumentRefusal refuse_text(std::string_view document) {
    DocumentRefusal refusal = refuse({Kind::kSegment, "ParseError"}, nullptr);
    const JsonProblem problem = find_json_problem(document);
    refusal.position = problem.position;
    refusal.explanation =
        "the text is no JSON from byte " + std::to_string(problem.position) + " on: " + problem.reason;
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
    if (!parsed) return tl::unexpected(refuse_text(document));
    const json::object* object = parsed->if_object();
    if (object == nullptr) {
        return tl::unexpected(
            refuse({Kind::kEntity, "ParseError", "", "the text must be a JSON object", &*parsed}, nullptr));
    }
    if (const Check broken = check_document(*object)) return tl::unexpected(refuse(*broken, object));

    identity.trace_id = *TraceId::parse(text_member(*object, "trace_id"));
    identity.id = *SegmentId::parse(text_member(*object, "id"));
    identity.name = text_member(*object, "name");
    identity.start_time = number_member(*object, "start_time").value_or(0);
    identity.end_time = end_time_of(*object);
    identity.complete = identity.end_time.has_value();
    return identity;
}

}  // namespace xray
