// SPDX-License-Identifier: Apache-2.0
// BatchGetTraces: whole traces, with the segments that the service infers.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/answers/trace_json.hpp"
#include "api/context/context.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "api/request/trace_ids.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

// Observed: a sixth id is refused.
constexpr std::size_t kMaxTraces = 5;

// One trace of an answer that has `so_far` bytes; nothing if it has no room for it.
std::optional<std::string> trace_text(const storage::StoredTrace& stored, std::size_t so_far) {
    if (so_far + stored.receipt.document_bytes > kMaxAnswerBytes) return std::nullopt;
    std::string text;
    JsonWriter writer(text);
    write_trace(writer, stored);
    if (so_far + text.size() > kMaxAnswerBytes) return std::nullopt;
    return text;
}

// The list of traces, and in `left_out` the ids of those that an answer has no room for. An id that is not
// known is in neither; UnprocessedTraceIds is not for that (observed).
std::string write_traces(Context& context, const std::vector<TraceId>& ids, std::vector<TraceId>& left_out) {
    std::string traces;
    JsonWriter writer(traces);
    writer.begin_array();
    for (const TraceId& id : ids) {
        const std::size_t room = kMaxAnswerBytes - traces.size();
        const std::optional<storage::StoredTrace> stored = context.store.load_trace(id, room);
        if (!stored) continue;
        if (const std::optional<std::string> text = trace_text(*stored, traces.size())) {
            writer.raw(*text);
        } else {
            left_out.push_back(id);
        }
    }
    writer.end_array();
    return traces;
}

}  // namespace

Result<std::string> batch_get_traces(Context& context, const RequestReader& request) {
    if (request.has("NextToken")) return fail(errors::token_not_supported());
    if (request.texts("TraceIds").size() > kMaxTraces) return fail(errors::too_many_traces(kMaxTraces));
    XRAY_TRY(const std::vector<TraceId> ids, read_trace_ids(request, Repeated::kRefused));

    context.store.settle();
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    writer.null();
    writer.key("Traces");
    std::vector<TraceId> left_out;
    const std::string traces = write_traces(context, ids, left_out);
    writer.raw(traces);
    writer.key("UnprocessedTraceIds");
    writer.begin_array();
    for (const TraceId& id : left_out) writer.text(id.to_string());
    writer.end_array();
    writer.end_object();
    return answer;
}

}  // namespace xray::api::operations
