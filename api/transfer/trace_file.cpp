// SPDX-License-Identifier: Apache-2.0
#include "api/transfer/trace_file.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "api/answers/trace_json.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/json/json_depth.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

// Nothing for what is no JSON, or nests too deep to be built.
std::optional<json> parse(std::string_view text) {
    if (nests_deeper(text, kMaxRequestDepth)) return std::nullopt;
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) return std::nullopt;
    return value;
}

bool is_inferred(const std::string& document) {
    if (document.find("\"inferred\"") == std::string::npos) return false;
    const std::optional<json> parsed = parse(document);
    if (!parsed || !parsed->is_object()) return false;
    const auto inferred = parsed->find("inferred");
    return inferred != parsed->end() && inferred->is_boolean() && inferred->get<bool>();
}

const std::string* text_in(const json& object, const char* name) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

Result<KeptTrace> read_trace(const json& value) {
    const std::string* const id_text = text_in(value, "Id");
    const std::optional<TraceId> id = id_text == nullptr ? std::nullopt : TraceId::parse(*id_text);
    if (!id) return misuse("there is a trace without an Id");
    KeptTrace kept{*id, {}};
    if (const auto documents = value.find("Documents"); documents != value.end() && documents->is_array()) {
        for (const json& document : *documents) {
            if (const auto* text = document.get_ptr<const std::string*>()) kept.documents.push_back(*text);
        }
        return kept;
    }
    const auto segments = value.find("Segments");
    if (segments == value.end() || !segments->is_array())
        return misuse("trace " + *id_text + " has no Segments");
    for (const json& segment : *segments) {
        const std::string* const document = text_in(segment, "Document");
        if (document != nullptr && !is_inferred(*document)) kept.documents.push_back(*document);
    }
    return kept;
}

// A trace, a list of traces, or an answer of BatchGetTraces.
Result<void> add_traces(const json& value, std::vector<KeptTrace>& traces) {
    const json* list = &value;
    if (value.is_object()) {
        const auto in_answer = value.find("Traces");
        if (in_answer == value.end()) {
            XRAY_TRY(KeptTrace trace, read_trace(value));
            traces.push_back(std::move(trace));
            return {};
        }
        list = &*in_answer;
    }
    if (!list->is_array()) return misuse("there are no traces");
    for (const json& item : *list) {
        XRAY_TRY(KeptTrace trace, read_trace(item));
        traces.push_back(std::move(trace));
    }
    return {};
}

Result<std::vector<KeptTrace>> read_lines(std::string_view text) {
    std::vector<KeptTrace> traces;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const std::optional<json> value = parse(line);
        if (!value) return misuse("line " + std::to_string(number) + " is no JSON");
        if (const Result<void> added = add_traces(*value, traces); !added)
            return misuse("line " + std::to_string(number) + ": " + added.error().message);
    }
    return traces;
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

Result<std::vector<KeptTrace>> read_kept_traces(std::string_view text) {
    // One value over several lines, as the AWS CLI prints it, or one in each line.
    const std::optional<json> whole = parse(text);
    if (!whole) return read_lines(text);
    std::vector<KeptTrace> traces;
    XRAY_CHECK(add_traces(*whole, traces));
    return traces;
}

Trace assemble(const KeptTrace& kept) {
    std::vector<TraceDocument> documents;
    documents.reserve(kept.documents.size());
    for (const std::string& document : kept.documents) documents.push_back({document, true});
    return assemble_trace(kept.id, documents);
}

}  // namespace xray::api
