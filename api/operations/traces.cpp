// SPDX-License-Identifier: Apache-2.0
// BatchGetTraces: whole traces, with the segments that the service infers.
#include <algorithm>
#include <vector>

#include "api/api_errors.hpp"
#include "api/operations/operations.hpp"
#include "api/request_reader.hpp"
#include "api/trace_json.hpp"
#include "core/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

// Observed: a sixth id is refused.
constexpr std::size_t kMaxTraces = 5;

Result<std::vector<TraceId>> read_trace_ids(const RequestReader& request) {
    const std::vector<std::string> texts = request.texts("TraceIds");
    if (texts.size() > kMaxTraces) return tl::unexpected(errors::too_many_traces(kMaxTraces));
    std::vector<TraceId> ids;
    for (const std::string& text : texts) {
        const std::optional<TraceId> id = TraceId::parse(text);
        if (!id) return tl::unexpected(errors::invalid_trace_id(text));
        if (std::find(ids.begin(), ids.end(), *id) != ids.end())
            return tl::unexpected(errors::duplicate_trace_ids());
        ids.push_back(*id);
    }
    return ids;
}

}  // namespace

Result<std::string> batch_get_traces(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("BatchGetTraces", body);
    if (!request) return tl::unexpected(request.error());
    if (request->has("NextToken")) return tl::unexpected(errors::token_not_supported());
    const Result<std::vector<TraceId>> ids = read_trace_ids(*request);
    if (!ids) return tl::unexpected(ids.error());

    context.store.settle();
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    writer.null();
    writer.key("Traces");
    writer.begin_array();
    for (const TraceId& id : *ids) {
        // An id that is not known is left out; UnprocessedTraceIds is not for that (observed).
        if (const auto trace = context.store.load_trace(id)) write_trace(writer, *trace);
    }
    writer.end_array();
    writer.key("UnprocessedTraceIds");
    writer.begin_array();
    writer.end_array();
    writer.end_object();
    return answer;
}

}  // namespace xray::api::operations
