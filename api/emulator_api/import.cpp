// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/transfer/trace_file.hpp"
#include "core/base/limits.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {
namespace {

// In one transaction.
constexpr std::size_t kMostAtOnce = 5000;
constexpr std::size_t kMostRefusalsTold = 100;

std::string write_outcome(std::size_t traces, std::size_t documents,
                          const std::vector<UnprocessedSegment>& refused) {
    std::string body;
    JsonWriter writer(body);
    writer.begin_object();
    writer.key("Documents");
    writer.integer(static_cast<std::int64_t>(documents - refused.size()));
    writer.key("Refused");
    writer.integer(static_cast<std::int64_t>(refused.size()));
    writer.key("Traces");
    writer.integer(static_cast<std::int64_t>(traces));
    writer.key("Unprocessed");
    writer.begin_array();
    for (std::size_t i = 0; i < std::min(refused.size(), kMostRefusalsTold); ++i) {
        writer.begin_object();
        writer.key("ErrorCode");
        writer.text(refused[i].error_code);
        writer.key("Id");
        writer.text_or_null(refused[i].id.value_or(std::string()));
        writer.key("Message");
        writer.text(refused[i].message);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return body;
}

}  // namespace

// POST /_emulator/import with an export, or with the answer of BatchGetTraces (read_kept_traces()): puts
// their documents through the one door. Answers {Documents, Refused, Traces, Unprocessed: [{ErrorCode, Id,
// Message}]}: how many of each, and the first 100 refusals; 400 for what is no traces, or has
// more documents than kMaxImportDocuments.
HttpResponse import_kept_traces(Context& context, const HttpRequest& request) {
    const Result<std::vector<KeptTrace>> traces = read_kept_traces(request.body, kMaxImportDocuments);
    if (!traces) return plain_error(400, traces.error().message);
    std::vector<std::string_view> documents;
    for (const KeptTrace& trace : *traces)
        documents.insert(documents.end(), trace.documents.begin(), trace.documents.end());
    std::vector<UnprocessedSegment> refused;
    for (std::size_t i = 0; i < documents.size(); i += kMostAtOnce) {
        const std::span<const std::string_view> all = documents;
        auto put =
            context.ingest.put_documents(all.subspan(i, std::min(kMostAtOnce, all.size() - i)), "import");
        if (!put) return own_error(put.error());
        refused.insert(refused.end(), std::make_move_iterator(put->begin()),
                       std::make_move_iterator(put->end()));
    }
    HttpResponse response;
    response.body = write_outcome(traces->size(), documents.size(), refused);
    return response;
}

}  // namespace xray::api
