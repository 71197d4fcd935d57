// SPDX-License-Identifier: Apache-2.0
#include "api/ingest/segment_documents.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "api/request/api_errors.hpp"
#include "api/request/request_validation.hpp"
#include "core/base/limits.hpp"
#include "core/json/unlimited_sizes.hpp"

namespace xray::api {

namespace events = boost::json;

// Takes the parser's events, whose names are Boost.JSON's, and keeps the texts of the list.
struct SegmentDocumentsHandler : UnlimitedSizes {
    using Text = events::string_view;
    using Code = events::error_code;
    using Sample = nlohmann::json;

    // The documents have no more bytes than the body: one piece of memory holds them.
    void expect(std::size_t body_bytes) { documents.all_.reserve(body_bytes); }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code& code) { return value(Sample::object(), code) && enter(); }
    bool on_object_end(std::size_t, Code&) { return leave(); }
    bool on_array_begin(Code& code) { return value(Sample::array(), code) && enter(); }
    bool on_array_end(std::size_t, Code&) { return leave(); }
    bool on_key_part(Text part, std::size_t, Code&) {
        if (depth == 1) key.append(part.data(), part.size());
        return true;
    }
    bool on_key(Text rest, std::size_t, Code&) {
        if (depth != 1) return true;
        key.append(rest.data(), rest.size());
        is_list_next = key == "TraceSegmentDocuments";
        key.clear();
        return true;
    }
    bool on_string_part(Text part, std::size_t, Code&) {
        if (is_element()) documents.all_.append(part.data(), part.size());
        return true;
    }
    bool on_string(Text rest, std::size_t, Code& code) {
        if (!is_element()) return value(Sample(""), code);
        documents.all_.append(rest.data(), rest.size());
        return add_document(code);
    }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t, Text, Code& code) { return value(Sample(0), code); }
    bool on_uint64(std::uint64_t, Text, Code& code) { return value(Sample(0), code); }
    bool on_double(double, Text, Code& code) { return value(Sample(0), code); }
    bool on_bool(bool given, Code& code) { return value(Sample(given), code); }
    bool on_null(Code& code) { return is_element() ? add_document(code) : value(Sample(), code); }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    // Whether the next value is an entry of the list.
    [[nodiscard]] bool is_element() const { return in_list && depth == 2; }

    // What a text that was read stands for; nothing after the first entry that is no text.
    bool add_document(Code& code) {
        const std::size_t begin =
            documents.parts_.empty() ? 0 : documents.parts_.back().first + documents.parts_.back().second;
        documents.parts_.emplace_back(begin, documents.all_.size() - begin);
        return count_entry(code);
    }

    bool count_entry(Code& code) {
        if (++entries <= kMaxDocuments) return true;
        code = events::error::array_too_large;
        return false;
    }

    // Any value but a document; `sample` is one of its type.
    bool value(Sample sample, Code& code) {
        if (depth == 0) is_object = sample.is_object();
        if (depth == 1 && is_list_next) begin_list(std::move(sample));
        if (!is_element()) return true;
        if (!wrong_entry) wrong_entry = std::move(sample);
        return count_entry(code);
    }

    // Of a member that comes twice the last one counts.
    void begin_list(Sample sample) {
        documents.all_.clear();
        documents.parts_.clear();
        entries = 0;
        wrong_entry.reset();
        in_list = is_object && sample.is_array();
        list = std::move(sample);
        is_list_next = false;
    }

    bool enter() {
        ++depth;
        return true;
    }
    bool leave() {
        if (--depth == 1) in_list = false;
        return true;
    }

    // The request in small: what decides on the service's error.
    [[nodiscard]] Sample outline() const {
        Sample request = Sample::object();
        if (!list.is_null()) request["TraceSegmentDocuments"] = list;
        if (wrong_entry) request["TraceSegmentDocuments"].push_back(*wrong_entry);
        return request;
    }

    SegmentDocuments documents;
    std::string key;
    std::size_t depth = 0;  // arrays and objects that are open
    std::size_t entries = 0;
    bool is_object = false;             // the body as a whole
    bool is_list_next = false;          // the member whose key has just come is the list
    bool in_list = false;               // it is open
    Sample list;                        // its type; null without one
    std::optional<Sample> wrong_entry;  // the first that is no text
};

namespace {

bool is_blank(std::string_view body) {
    return body.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Error refusal_of(events::error_code problem) {
    if (problem == events::error::too_deep) return errors::nested_too_deep(kMaxRequestDepth);
    if (problem == events::error::array_too_large) return errors::too_many_segments(kMaxDocuments);
    return errors::body_not_json();
}

}  // namespace

std::vector<std::string_view> SegmentDocuments::texts() const {
    std::vector<std::string_view> views;
    views.reserve(parts_.size());
    for (const auto& [begin, size] : parts_) views.push_back(std::string_view(all_).substr(begin, size));
    return views;
}

Result<SegmentDocuments> read_segment_documents(const model::Shape& input, std::string_view body) {
    events::parse_options options;
    options.max_depth = kMaxRequestDepth;
    events::basic_parser<SegmentDocumentsHandler> parser(options);
    SegmentDocumentsHandler& handler = parser.handler();
    handler.is_object = true;
    if (!is_blank(body)) {
        handler.expect(body.size());
        events::error_code problem;
        const std::size_t consumed = parser.write_some(false, body.data(), body.size(), problem);
        if (problem) return tl::unexpected(refusal_of(problem));
        if (consumed != body.size()) return fail(errors::body_not_json());
    }
    if (!handler.is_object) return fail(errors::body_not_object());
    const Result<void> valid = validate(input, handler.outline());
    if (!valid) return tl::unexpected(valid.error());
    if (handler.entries == 0) return fail(errors::no_segments());
    return std::move(handler.documents);
}

}  // namespace xray::api
