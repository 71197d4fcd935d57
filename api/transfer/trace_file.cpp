// SPDX-License-Identifier: Apache-2.0
#include "api/transfer/trace_file.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <utility>

#include "api/answers/trace_json.hpp"
#include "core/base/limits.hpp"
#include "core/json/document_parser.hpp"
#include "core/json/json_members.hpp"
#include "core/json/unlimited_sizes.hpp"

namespace xray::api {
namespace {

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

// Whether a document of an answer is one that the emulator works out by itself. What has more values than
// those is none.
bool is_inferred(std::string_view document) {
    constexpr std::size_t kMostValues = 10'000;
    if (document.find("\"inferred\"") == std::string_view::npos) return false;
    DocumentParser parser(DocumentParts::kEntitiesOnly, kMostValues);
    const std::optional<boost::json::value> parsed = parser.parse(document, {});
    const boost::json::object* const object = parsed ? parsed->if_object() : nullptr;
    return object != nullptr && is_true(*object, "inferred");
}

// Reads a trace, a list of traces, or an answer of BatchGetTraces, from the events of a parser. It builds no
// more than what is kept, whatever else the text holds. After the first problem it takes no more notice.
class KeptTraceReader {
public:
    explicit KeptTraceReader(std::size_t most_documents) : room_(most_documents) {}

    // Begins another text.
    void begin() {
        places_.clear();
        is_answer_ = false;
    }

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] std::vector<KeptTrace> traces() && { return std::move(traces_); }

    // A value that is not looked into, where it may stand.
    bool value() {
        switch (where()) {
            case Where::kTop:
                return refuse("there are no traces");
            case Where::kTopObject:
                return key_ != "Traces" || refuse("there are no traces");
            case Where::kTraces:
                return refuse("there is a trace without an Id");
            case Where::kDocuments:
                return refuse(name() + " has a document that is no text");
            case Where::kSegments:
                return refuse(name() + " has a segment without a Document");
            default:
                return true;
        }
    }

    bool string(std::string text) {
        if (where() == Where::kDocuments) return add(sent_, std::move(text));
        if (where() == Where::kSegment && key_ == "Document") document_ = std::move(text);
        const bool is_of_trace = where() == Where::kTrace || where() == Where::kTopObject;
        if (is_of_trace && key_ == "Id") id_ = std::move(text);
        return value();
    }

    bool key(std::string name) {
        key_ = std::move(name);
        return true;
    }

    bool begin_object() {
        switch (where()) {
            case Where::kTop:
                begin_trace();
                return enter(Where::kTopObject);
            case Where::kTraces:
                begin_trace();
                return enter(Where::kTrace);
            case Where::kSegments:
                document_.reset();
                return enter(Where::kSegment);
            default:
                return value() && enter(Where::kElsewhere);
        }
    }

    bool end_object() {
        switch (leave()) {
            case Where::kSegment:
                return end_segment();
            case Where::kTrace:
                return end_trace();
            case Where::kTopObject:
                return is_answer_ || end_trace();
            default:
                return true;
        }
    }

    bool begin_array() {
        switch (where()) {
            case Where::kTop:
                return enter(Where::kTraces);
            case Where::kTopObject:
                if (key_ != "Traces") return enter_list_of_trace();
                is_answer_ = true;
                return enter(Where::kTraces);
            case Where::kTrace:
                return enter_list_of_trace();
            default:
                return value() && enter(Where::kElsewhere);
        }
    }

    bool end_array() {
        leave();
        return true;
    }

private:
    enum class Where {
        kTop,
        kTopObject,  // a trace, or an answer with Traces
        kTraces,     // a list of traces
        kTrace,
        kDocuments,  // of a trace
        kSegments,   // of a trace
        kSegment,    // one of those
        kElsewhere,  // in what is passed over
    };

    [[nodiscard]] Where where() const { return places_.empty() ? Where::kTop : places_.back(); }

    bool enter(Where place) {
        places_.push_back(place);
        return true;
    }

    bool enter_list_of_trace() {
        if (key_ == "Documents") {
            has_documents_ = true;
            return enter(Where::kDocuments);
        }
        if (key_ != "Segments") return enter(Where::kElsewhere);
        has_segments_ = true;
        return enter(Where::kSegments);
    }

    Where leave() {
        const Where left = places_.back();
        places_.pop_back();
        return left;
    }

    bool refuse(std::string problem) {
        problem_ = std::move(problem);
        return false;
    }

    [[nodiscard]] std::string name() const { return "trace " + id_.value_or("without an Id"); }

    bool add(std::vector<std::string>& documents, std::string text) {
        if (room_ == 0) return refuse("there are more documents than one request may have");
        --room_;
        documents.push_back(std::move(text));
        return true;
    }

    void begin_trace() {
        id_.reset();
        sent_.clear();
        shown_.clear();
        has_documents_ = false;
        has_segments_ = false;
    }

    bool end_segment() {
        if (!document_) return refuse(name() + " has a segment without a Document");
        return is_inferred(*document_) || add(shown_, *std::move(document_));
    }

    bool end_trace() {
        const std::optional<TraceId> id = id_ ? TraceId::parse(*id_) : std::nullopt;
        if (!id) return refuse("there is a trace without an Id");
        if (!has_documents_ && !has_segments_) return refuse(name() + " has no Segments");
        traces_.push_back({*id, std::move(has_documents_ ? sent_ : shown_)});
        return true;
    }

    std::size_t room_;  // for further documents
    std::vector<Where> places_;
    std::string key_;  // the last one
    std::string problem_;
    std::vector<KeptTrace> traces_;
    bool is_answer_ = false;  // the object at the top has Traces
    // Of the trace at hand.
    std::optional<std::string> id_;
    std::vector<std::string> sent_;        // its Documents
    std::vector<std::string> shown_;       // those of its Segments
    std::optional<std::string> document_;  // of the segment at hand
    bool has_documents_ = false;
    bool has_segments_ = false;
};

// Passes a parser's events on. The event names are Boost.JSON's.
struct ReaderEvents : UnlimitedSizes {
    using Text = boost::json::string_view;
    using Code = boost::json::error_code;

    explicit ReaderEvents(KeptTraceReader& of) : reader(of) {}

    bool on_document_begin(Code&) {
        reader.begin();
        return true;
    }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return pass(&KeptTraceReader::begin_object); }
    bool on_object_end(std::size_t, Code&) { return pass(&KeptTraceReader::end_object); }
    bool on_array_begin(Code&) { return pass(&KeptTraceReader::begin_array); }
    bool on_array_end(std::size_t, Code&) { return pass(&KeptTraceReader::end_array); }
    bool on_key_part(Text part, std::size_t, Code&) { return collect(part); }
    bool on_key(Text rest, std::size_t, Code&) {
        collect(rest);
        if (heeding()) reader.key(std::exchange(text, {}));
        return true;
    }
    bool on_string_part(Text part, std::size_t, Code&) { return collect(part); }
    bool on_string(Text rest, std::size_t, Code&) {
        collect(rest);
        if (heeding()) reader.string(std::exchange(text, {}));
        return true;
    }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t, Text, Code&) { return pass_over(); }
    bool on_uint64(std::uint64_t, Text, Code&) { return pass_over(); }
    bool on_double(double, Text, Code&) { return pass_over(); }
    bool on_bool(bool, Code&) { return pass_over(); }
    bool on_null(Code&) { return pass_over(); }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    [[nodiscard]] bool heeding() const { return reader.problem().empty(); }

    bool collect(Text part) {
        if (heeding()) text.append(part.data(), part.size());
        return true;
    }

    bool pass(bool (KeptTraceReader::*event)()) {
        if (heeding()) (reader.*event)();
        return true;
    }

    bool pass_over() { return pass(&KeptTraceReader::value); }

    KeptTraceReader& reader;
    std::string text;  // of the key or string at hand
};

// Whether the text is one JSON value, which does not nest too deep. What is wrong with it otherwise, the
// reader tells.
bool read_value(std::string_view text, KeptTraceReader& reader) {
    boost::json::parse_options options;
    options.max_depth = kMaxRequestDepth;
    boost::json::basic_parser<ReaderEvents> parser(options, reader);
    boost::json::error_code problem;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), problem);
    return !problem && text.find_first_not_of(" \t\r\n", consumed) == std::string_view::npos;
}

Result<std::vector<KeptTrace>> read_lines(std::string_view text, std::size_t most_documents) {
    KeptTraceReader reader(most_documents);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const std::string place = "line " + std::to_string(number);
        if (!read_value(line, reader)) return misuse(place + " is no JSON");
        if (!reader.problem().empty()) return misuse(place + ": " + reader.problem());
    }
    return std::move(reader).traces();
}

}  // namespace

void write_kept_trace(std::string& line, const storage::StoredTrace& stored) {
    JsonWriter line_writer(line);
    write_trace(line_writer, stored, [&](JsonWriter& writer) {
        writer.key("Documents");
        writer.begin_array();
        for (const storage::StoredDocument& document : stored.documents) writer.text(document.text);
        writer.end_array();
    });
}

Result<std::vector<KeptTrace>> read_kept_traces(std::string_view text, std::size_t most_documents) {
    // One value over several lines, as the AWS CLI prints it, or one in each line.
    KeptTraceReader whole(most_documents);
    if (!read_value(text, whole)) return read_lines(text, most_documents);
    if (!whole.problem().empty()) return misuse(whole.problem());
    return std::move(whole).traces();
}

Trace assemble(const KeptTrace& kept) {
    std::vector<TraceDocument> documents;
    documents.reserve(kept.documents.size());
    for (const std::string& document : kept.documents) documents.push_back({document, true});
    return assemble_trace(kept.id, documents);
}

}  // namespace xray::api
