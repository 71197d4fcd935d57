// SPDX-License-Identifier: Apache-2.0
// Retrieval of traces from Transaction Search. The emulator keeps all traces in one place, so a retrieval is
// complete as soon as it is started, and what it finds is what is stored when it is listed.
#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "api/api_errors.hpp"
#include "api/operations/operations.hpp"
#include "api/random_text.hpp"
#include "api/request_reader.hpp"
#include "api/trace_json.hpp"
#include "core/json_writer.hpp"
#include "core/service_graph.hpp"
#include "storage/control_store.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using storage::ControlTables;
using storage::StoredRetrieval;

constexpr std::size_t kTracesPerPage = 5;
constexpr Micros kKeptFor = 24 * 3600 * kMicrosPerSecond;
constexpr std::string_view kTokenPrefix = "page-";

Result<StoredRetrieval> find_retrieval(Context& context, const RequestReader& request) {
    const std::string token = request.required_text("RetrievalToken");
    std::optional<StoredRetrieval> found;
    context.store.control().read([&](ControlTables& tables) { found = tables.retrievals.find(token); });
    if (!found) return tl::unexpected(errors::retrieval_not_found(token));
    return *std::move(found);
}

Result<std::vector<TraceId>> read_trace_ids(const RequestReader& request) {
    std::vector<TraceId> ids;
    for (const std::string& text : request.texts("TraceIds")) {
        const std::optional<TraceId> id = TraceId::parse(text);
        if (!id) return tl::unexpected(errors::invalid_trace_id(text));
        if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    return ids;
}

// The retrieval's traces that are stored and began in its range, in the order of the request.
std::vector<TraceId> found_traces(Context& context, const StoredRetrieval& retrieval) {
    std::vector<TraceId> found;
    if (retrieval.cancelled) return found;
    context.store.settle();
    for (const TraceId& id : retrieval.trace_ids) {
        bool in_range = false;
        context.store.visit_digest(id, [&](const TraceDigest& digest) {
            in_range = digest.start >= retrieval.from && digest.start <= retrieval.to;
        });
        if (in_range) found.push_back(id);
    }
    return found;
}

std::string_view status_of(const StoredRetrieval& retrieval) {
    return retrieval.cancelled ? "CANCELLED" : "COMPLETE";
}

// Where a page begins; nothing for a token that is none of ours.
std::optional<std::size_t> read_page_start(const RequestReader& request) {
    const std::string token = request.text("NextToken").value_or("page-0");
    if (!token.starts_with(kTokenPrefix)) return std::nullopt;
    std::size_t start = 0;
    const char* const end = token.data() + token.size();
    const auto result = std::from_chars(token.data() + kTokenPrefix.size(), end, start);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return start;
}

struct Page {
    std::vector<TraceId> traces;
    std::string next_token;  // empty on the last page
};

Page cut_page(const std::vector<TraceId>& traces, std::size_t start) {
    const std::size_t first = std::min(start, traces.size());
    const std::size_t last = first + std::min(kTracesPerPage, traces.size() - first);
    Page page;
    page.traces.assign(traces.begin() + static_cast<std::ptrdiff_t>(first),
                       traces.begin() + static_cast<std::ptrdiff_t>(last));
    if (last < traces.size()) page.next_token = std::string(kTokenPrefix) + std::to_string(last);
    return page;
}

// Writes {Links, Service} for each service of the graph. Links between traces are not worked out.
void write_retrieved_services(JsonWriter& writer, const ServiceGraph& graph) {
    writer.begin_array();
    for (std::uint32_t position = 0; position < graph.nodes.size(); ++position) {
        writer.begin_object();
        writer.key("Links");
        writer.begin_array();
        writer.end_array();
        writer.key("Service");
        write_service(writer, graph, position, GraphTimes::kTell);
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace

Result<std::string> start_trace_retrieval(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("StartTraceRetrieval", body);
    if (!request) return tl::unexpected(request.error());
    const Result<std::vector<TraceId>> ids = read_trace_ids(*request);
    if (!ids) return tl::unexpected(ids.error());
    const Micros now = context.clock.now();
    const StoredRetrieval retrieval{
        random_uuid(), now, request->required_time("StartTime"), request->required_time("EndTime"),
        false,         *ids};
    if (retrieval.to < retrieval.from) return tl::unexpected(errors::end_before_start());
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        tables.retrievals.remove_older_than(now - kKeptFor);
        tables.retrievals.add(retrieval);
        return {};
    });
    if (!stored) return tl::unexpected(stored.error());
    return write_answer({{"RetrievalToken", retrieval.token}});
}

Result<std::string> list_retrieved_traces(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("ListRetrievedTraces", body);
    if (!request) return tl::unexpected(request.error());
    const Result<StoredRetrieval> retrieval = find_retrieval(context, *request);
    if (!retrieval) return tl::unexpected(retrieval.error());
    const std::string format = request->text("TraceFormat").value_or("XRAY");
    if (format != "XRAY") {
        return tl::unexpected(errors::not_available("ListRetrievedTraces with TraceFormat " + format));
    }
    const std::optional<std::size_t> start = read_page_start(*request);
    if (!start) return tl::unexpected(errors::invalid_token(request->required_text("NextToken")));

    const Page page = cut_page(found_traces(context, *retrieval), *start);
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    writer.text_or_null(page.next_token);
    writer.key("RetrievalStatus");
    writer.text(status_of(*retrieval));
    writer.key("TraceFormat");
    writer.text(format);
    writer.key("Traces");
    writer.begin_array();
    for (const TraceId& id : page.traces) {
        if (const auto trace = context.store.load_trace(id)) write_retrieved_trace(writer, *trace);
    }
    writer.end_array();
    writer.end_object();
    return answer;
}

Result<std::string> get_retrieved_traces_graph(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("GetRetrievedTracesGraph", body);
    if (!request) return tl::unexpected(request.error());
    const Result<StoredRetrieval> retrieval = find_retrieval(context, *request);
    if (!retrieval) return tl::unexpected(retrieval.error());
    if (const auto token = request->text("NextToken")) return tl::unexpected(errors::invalid_token(*token));

    ServiceGraphBuilder builder;
    for (const TraceId& id : found_traces(context, *retrieval)) {
        context.store.visit_digest(id, [&](const TraceDigest& digest) { builder.add(digest); });
    }
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    writer.null();
    writer.key("RetrievalStatus");
    writer.text(status_of(*retrieval));
    writer.key("Services");
    write_retrieved_services(writer, builder.finish());
    writer.end_object();
    return answer;
}

Result<std::string> cancel_trace_retrieval(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("CancelTraceRetrieval", body);
    if (!request) return tl::unexpected(request.error());
    const std::string token = request->required_text("RetrievalToken");
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (!tables.retrievals.find(token)) return tl::unexpected(errors::retrieval_not_found(token));
        tables.retrievals.cancel(token);
        return {};
    });
    if (!stored) return tl::unexpected(stored.error());
    return std::string("{}");
}

}  // namespace xray::api::operations
