// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_documents.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/try.hpp"
#include "core/json/json_writer.hpp"

// The one operation whose rate matters: neither its body nor its answer becomes a DOM.
namespace xray::api::operations {
namespace {

std::string write_unprocessed(const std::vector<UnprocessedSegment>& unprocessed) {
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("UnprocessedTraceSegments");
    writer.begin_array();
    for (const UnprocessedSegment& segment : unprocessed) {
        writer.begin_object();
        writer.key("ErrorCode");
        writer.text(segment.error_code);
        // The service leaves Id out where it could read none, other than most members (never null).
        if (segment.id) {
            writer.key("Id");
            writer.text(*segment.id);
        }
        writer.key("Message");
        writer.text(segment.message);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return answer;
}

}  // namespace

Result<std::string> put_trace_segments(Context& context, const model::Shape& input,
                                       const HttpRequest& request) {
    XRAY_TRY(const SegmentDocuments documents, read_segment_documents(input, request.body));
    XRAY_TRY(const std::vector<UnprocessedSegment> unprocessed,
             context.ingest.put_documents(documents.texts(), "PutTraceSegments",
                                          request.header(kForwardedByHeader)));
    return write_unprocessed(unprocessed);
}

}  // namespace xray::api::operations
