// SPDX-License-Identifier: Apache-2.0
#include "api/transfer/trace_file.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "api/answers/trace_json.hpp"
#include "core/base/limits.hpp"
#include "core/json/document_parser.hpp"
#include "core/json/json_depth.hpp"
#include "core/json/json_members.hpp"

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

// Reads a trace, a list of traces, or an answer of BatchGetTraces. It takes the events of a parser, whose
// names are nlohmann's, and builds no more than what is kept, whatever else the text holds.
class KeptTraceReader {
public:
    using Json = nlohmann::json;

    explicit KeptTraceReader(std::size_t most_documents) : room_(most_documents) {}

    // False: it is no JSON, or nests too deep (empty problem()), or no traces.
    [[nodiscard]] bool read(std::string_view text) {
        places_.clear();
        is_answer_ = false;
        return !nests_deeper(text, kMaxRequestDepth) && Json::sax_parse(text, this);
    }

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] std::vector<KeptTrace> traces() && { return std::move(traces_); }

    bool null() { return value(); }
    bool boolean(bool /*value*/) { return value(); }
    bool number_integer(Json::number_integer_t /*value*/) { return value(); }
    bool number_unsigned(Json::number_unsigned_t /*value*/) { return value(); }
    bool number_float(Json::number_float_t /*value*/, const std::string& /*text*/) { return value(); }
    bool binary(Json::binary_t& /*value*/) { return value(); }

    bool string(std::string& text) {
        if (where() == Where::kDocuments) return add(sent_, std::move(text));
        if (where() == Where::kSegment && key_ == "Document") document_ = std::move(text);
        const bool is_of_trace = where() == Where::kTrace || where() == Where::kTopObject;
        if (is_of_trace && key_ == "Id") id_ = std::move(text);
        return value();
    }

    bool key(std::string& name) {
        key_ = std::move(name);
        return true;
    }

    bool start_object(std::size_t /*size*/) {
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

    bool start_array(std::size_t /*size*/) {
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

    static bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                            const nlohmann::detail::exception& /*error*/) {
        return false;
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

Result<std::vector<KeptTrace>> read_lines(std::string_view text, std::size_t most_documents) {
    KeptTraceReader reader(most_documents);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos || reader.read(line)) continue;
        const std::string place = "line " + std::to_string(number);
        return misuse(reader.problem().empty() ? place + " is no JSON" : place + ": " + reader.problem());
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
    if (whole.read(text)) return std::move(whole).traces();
    const bool is_one_value = !whole.problem().empty() && nlohmann::json::accept(text);
    return is_one_value ? misuse(whole.problem()) : read_lines(text, most_documents);
}

Trace assemble(const KeptTrace& kept) {
    std::vector<TraceDocument> documents;
    documents.reserve(kept.documents.size());
    for (const std::string& document : kept.documents) documents.push_back({document, true});
    return assemble_trace(kept.id, documents);
}

}  // namespace xray::api
