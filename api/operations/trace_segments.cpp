// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "api/api_errors.hpp"
#include "api/operations/operations.hpp"
#include "api/request_reader.hpp"
#include "api/segment_ingest.hpp"

// The one operation whose rate matters: its body is read with Boost.JSON, all of it in one arena.
namespace xray::api::operations {
namespace {

// The documents of a request. Only strings are documents; anything else that a client may put into the list
// is left to the general reader, which knows the service's error for it.
struct Documents {
    std::vector<std::string_view> texts;
    bool well_formed = true;
};

Documents documents_of(const boost::json::value& request) {
    Documents documents;
    const boost::json::object* members = request.if_object();
    const boost::json::value* list =
        members == nullptr ? nullptr : members->if_contains("TraceSegmentDocuments");
    if (list == nullptr || !list->is_array()) return {{}, false};
    documents.texts.reserve(list->get_array().size());
    for (const boost::json::value& entry : list->get_array()) {
        // A null is no document, and is refused like any other text that is none.
        if (entry.is_null()) {
            documents.texts.emplace_back();
        } else if (const boost::json::string* text = entry.if_string()) {
            documents.texts.emplace_back(text->data(), text->size());
        } else {
            return {{}, false};
        }
    }
    return documents;
}

Error broken_request(std::string_view body) {
    const Result<RequestReader> request = read_request("PutTraceSegments", body);
    if (!request) return request.error();
    return Error{ErrorCode::kSerialization, "Request body is not valid JSON", {}};
}

std::string write_unprocessed(const std::vector<UnprocessedSegment>& unprocessed) {
    nlohmann::json list = nlohmann::json::array();
    for (const UnprocessedSegment& segment : unprocessed) {
        nlohmann::json entry{{"ErrorCode", segment.error_code}, {"Message", segment.message}};
        // The service leaves Id out where it could read none, other than most members (never null).
        if (segment.id) entry["Id"] = *segment.id;
        list.push_back(std::move(entry));
    }
    return write_answer({{"UnprocessedTraceSegments", std::move(list)}});
}

}  // namespace

Result<std::string> put_trace_segments(Context& context, std::string_view body) {
    boost::json::monotonic_resource arena;
    boost::json::error_code problem;
    const boost::json::value request =
        boost::json::parse(boost::json::string_view(body.data(), body.size()), problem, &arena);
    if (problem.failed()) return tl::unexpected(broken_request(body));
    const Documents documents = documents_of(request);
    if (!documents.well_formed) return tl::unexpected(broken_request(body));
    if (documents.texts.empty()) return tl::unexpected(errors::no_segments());
    const Result<std::vector<UnprocessedSegment>> unprocessed =
        context.ingest.put_documents(documents.texts, "PutTraceSegments");
    if (!unprocessed) return tl::unexpected(unprocessed.error());
    return write_unprocessed(*unprocessed);
}

}  // namespace xray::api::operations
