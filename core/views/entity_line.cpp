// SPDX-License-Identifier: Apache-2.0
#include "core/views/entity_line.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <charconv>
#include <vector>

#include "core/json/json_members.hpp"
#include "core/text/utf8.hpp"
#include "core/trace/entity_fields.hpp"
#include "core/views/normal_text.hpp"

namespace xray {
namespace {

constexpr std::size_t kMostTextCharacters = 100;

// One line, whatever somebody has put in.
std::string clean(std::string_view text) {
    std::string line;
    std::size_t characters = 0;
    for (const char byte : text) {
        if (!is_continuation(byte) && ++characters > kMostTextCharacters) return line + "...";
        line += static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f ? ' ' : byte;
    }
    return line;
}

std::string number_text(double number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    return std::string(buffer.data(), end.ptr);
}

std::string value_text(const AnnotationValue& value) {
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
    std::string quoted = "\"";
    for (const char c : clean(normal_text(std::get<std::string_view>(value)))) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

void add_word(std::string& line, std::string_view word) {
    if (!word.empty()) line.append(" ").append(clean(word));
}

// What an AWS call did, and to what.
void add_aws_call(const Entity& entity, std::string& line) {
    const boost::json::object* const aws = object_member(*entity.object, "aws");
    if (entity.name_space != Namespace::kAws || aws == nullptr) return;
    add_word(line, text_member(*aws, "operation"));
    for (const std::string_view resource :
         {"table_name", "queue_url", "topic_arn", "function_name", "bucket_name", "key"}) {
        const std::string_view name = text_member(*aws, resource);
        add_word(line, resource == "queue_url" ? normal_path(name) : normal_text(name));
    }
}

void add_annotations(const Entity& entity, std::string& line) {
    std::vector<DigestAnnotation> annotations;
    append_annotations(entity, 0, annotations);
    std::vector<std::string> texts;
    for (const DigestAnnotation& annotation : annotations)
        texts.push_back(clean(annotation.key) + "=" + value_text(annotation.value));
    std::sort(texts.begin(), texts.end());
    for (const std::string& text : texts) line.append(" ").append(text);
}

void add_exceptions(const Entity& entity, std::string& line) {
    std::vector<std::string> types;
    for (const RootCauseException& exception : exceptions_of(entity))
        types.push_back("!" + clean(exception.name.empty() ? "exception" : exception.name));
    std::sort(types.begin(), types.end());
    for (const std::string& type : types) line.append(" ").append(type);
}

}  // namespace

std::string_view kind_of(const Entity& entity) {
    if (!entity.subsegment) return "segment";
    if (entity.name_space == Namespace::kRemote) return "remote";
    return entity.name_space == Namespace::kAws ? "aws" : "subsegment";
}

std::string_view outcome_of(const Entity& entity) {
    if (entity.in_progress()) return "in progress";
    if (entity.flags.fault) return "fault";
    if (entity.flags.throttle) return "throttle";
    return entity.flags.error ? "error" : "ok";
}

std::string entity_line(const Entity& entity) {
    const HttpView http = http_of(entity);
    std::string line = clean(normal_text(entity.name));
    add_word(line, kind_of(entity));
    add_aws_call(entity, line);
    add_word(line, http.method);
    if (!http.url.empty()) add_word(line, normal_path(http.url));
    if (http.status) add_word(line, std::to_string(*http.status));
    add_word(line, outcome_of(entity));
    add_annotations(entity, line);
    add_exceptions(entity, line);
    return line;
}

}  // namespace xray
