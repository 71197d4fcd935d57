// SPDX-License-Identifier: Apache-2.0
// Retrieval of traces from Transaction Search. The emulator keeps all traces in one place, so a retrieval is
// complete as soon as it is started, and what it finds is what is stored when it is listed.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/answers/link_sources.hpp"
#include "api/answers/service_graph_json.hpp"
#include "api/answers/trace_json.hpp"
#include "api/answers/trace_links.hpp"
#include "api/context/context.hpp"
#include "api/http/random_text.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/page_token.hpp"
#include "api/request/request_reader.hpp"
#include "api/request/trace_ids.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/graph/service_graph.hpp"
#include "core/json/json_writer.hpp"
#include "storage/control/control_store.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using storage::ControlTables;
using storage::StoredRetrieval;

// Bounds of the service model's lists.
constexpr std::size_t kTracesPerPage = 5;
constexpr std::size_t kSpansPerTrace = 100;
constexpr std::size_t kServicesPerPage = 1000;

constexpr std::string_view kPageToken = "page";
constexpr Micros kKeptFor = 24 * 3600 * kMicrosPerSecond;

Result<StoredRetrieval> find_retrieval(Context& context, const RequestReader& request) {
    const std::string token = request.required_text("RetrievalToken");
    std::optional<StoredRetrieval> found;
    context.store.control().read([&](ControlTables& tables) { found = tables.retrievals.find(token); });
    if (!found) return fail(errors::retrieval_not_found(token));
    return *std::move(found);
}

// The retrieval's traces that are stored and began in its range, in the order of the request.
std::vector<TraceId> found_traces(Context& context, const StoredRetrieval& retrieval) {
    std::vector<TraceId> found;
    if (retrieval.cancelled) return found;
    context.store.settle();
    context.store.visit_digests(retrieval.trace_ids, [&](const TraceDigest& digest) {
        if (digest.start >= retrieval.from && digest.start <= retrieval.to) found.push_back(digest.id);
    });
    return found;
}

std::string_view status_of(const StoredRetrieval& retrieval) {
    return retrieval.cancelled ? "CANCELLED" : "COMPLETE";
}

// Where a page begins, counted from 0.
struct Position {
    std::size_t trace = 0;
    std::size_t span = 0;
};

std::string token_of(const Position& position) {
    return write_page_token(
        kPageToken, {static_cast<std::int64_t>(position.trace), static_cast<std::int64_t>(position.span)});
}

// The beginning for a request without a token, nothing for one that is none of ours.
std::optional<Position> read_position(const RequestReader& request) {
    const std::optional<std::string> token = request.text("NextToken");
    if (!token) return Position{};
    const std::optional<PageToken> read = read_page_token(kPageToken, 2, *token);
    if (!read || !read->text.empty()) return std::nullopt;
    return Position{static_cast<std::size_t>(read->numbers[0]), static_cast<std::size_t>(read->numbers[1])};
}

// How many spans from `first` on an entry has: at least one, else as many as the model and kMaxPageBytes
// allow.
std::size_t spans_of_entry(const RetrievedTrace& trace, std::size_t first) {
    const std::size_t most = std::min(trace.spans.size() - first, kSpansPerTrace);
    std::size_t count = 0;
    for (std::size_t bytes = 0; count < most; ++count) {
        bytes += trace.spans[first + count].document.size();
        if (bytes > kMaxPageBytes && count > 0) break;
    }
    return count;
}

// Writes a page of traces from a position on to `page`; returns where the next one begins, nothing after the
// last. A trace of more spans than an entry may have goes on on the next page, under the same id.
std::optional<Position> write_traces(Context& context, std::string& page, TraceFormat format,
                                     const std::vector<TraceId>& ids, Position at) {
    JsonWriter writer(page);
    for (std::size_t written = 0; at.trace < ids.size(); ++written) {
        if (written == kTracesPerPage || page.size() >= kMaxPageBytes) return at;
        if (const auto stored = context.store.load_trace(ids[at.trace])) {
            const RetrievedTrace trace = retrieve(*stored, format);
            const std::size_t first = std::min(at.span, trace.spans.size());
            const std::size_t count = spans_of_entry(trace, first);
            write_retrieved_trace(writer, trace, first, count);
            if (first + count < trace.spans.size()) return Position{at.trace, first + count};
        }
        at = {at.trace + 1, 0};
    }
    return std::nullopt;
}

// Writes {Links, Service} for the services from `first` on; returns where the next page begins.
std::optional<Position> write_retrieved_services(JsonWriter& writer, const ServiceGraph& graph,
                                                 const TraceLinks& links, std::size_t first) {
    first = std::min(first, graph.nodes.size());  // a token may say anything
    const std::size_t end = std::min(graph.nodes.size(), first + kServicesPerPage);
    for (std::size_t position = first; position < end; ++position) {
        writer.begin_object();
        writer.key("Links");
        links.write(writer, graph.nodes[position]);
        writer.key("Service");
        write_service(writer, graph, static_cast<std::uint32_t>(position), GraphTimes::kInclude);
        writer.end_object();
    }
    if (end >= graph.nodes.size()) return std::nullopt;
    return Position{end, 0};
}

}  // namespace

Result<std::string> start_trace_retrieval(Context& context, const RequestReader& request) {
    XRAY_TRY(const std::vector<TraceId> ids, read_trace_ids(request, Repeated::kDropped));
    const Micros now = context.clock.now();
    const StoredRetrieval retrieval{
        random_uuid(), now, request.required_time("StartTime"), request.required_time("EndTime"), false, ids};
    if (retrieval.to < retrieval.from) return fail(errors::end_before_start());
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        tables.retrievals.remove_older_than(now - kKeptFor, now);
        tables.retrievals.add(retrieval);
        return {};
    });
    XRAY_CHECK(stored);
    return write_answer({{"RetrievalToken", retrieval.token}});
}

Result<std::string> list_retrieved_traces(Context& context, const RequestReader& request) {
    XRAY_TRY(const StoredRetrieval retrieval, find_retrieval(context, request));
    const std::string format = request.text("TraceFormat").value_or("XRAY");
    const std::optional<Position> start = read_position(request);
    if (!start) return fail(errors::invalid_token(request.required_text("NextToken")));

    // NextToken stands before what decides on it: members are in the order of their names.
    std::string traces = "[";
    const std::optional<Position> next =
        write_traces(context, traces, format == "OTEL" ? TraceFormat::kOpenTelemetry : TraceFormat::kXray,
                     found_traces(context, retrieval), *start);
    traces += "]";
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    next ? writer.text(token_of(*next)) : writer.null();
    writer.key("RetrievalStatus");
    writer.text(status_of(retrieval));
    writer.key("TraceFormat");
    writer.text(format);
    writer.key("Traces");
    writer.raw(traces);
    writer.end_object();
    return answer;
}

Result<std::string> get_retrieved_traces_graph(Context& context, const RequestReader& request) {
    XRAY_TRY(const StoredRetrieval retrieval, find_retrieval(context, request));
    const std::optional<Position> start = read_position(request);
    if (!start) return fail(errors::invalid_token(request.required_text("NextToken")));

    ServiceGraphBuilder builder;
    TraceLinks links;
    const std::vector<TraceId> ids = found_traces(context, retrieval);
    context.store.visit_digests(ids, [&](const TraceDigest& digest) { builder.add(digest); });
    for (const TraceId& id : ids) {
        if (const auto stored = context.store.load_trace(id)) {
            links.add(assemble(*stored), context.account_id);
        }
    }
    std::string services;
    JsonWriter services_writer(services);
    services_writer.begin_array();
    const std::optional<Position> next =
        write_retrieved_services(services_writer, builder.finish(link_sources(context)), links, start->trace);
    services_writer.end_array();
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    next ? writer.text(token_of(*next)) : writer.null();
    writer.key("RetrievalStatus");
    writer.text(status_of(retrieval));
    writer.key("Services");
    writer.raw(services);
    writer.end_object();
    return answer;
}

Result<std::string> cancel_trace_retrieval(Context& context, const RequestReader& request) {
    const std::string token = request.required_text("RetrievalToken");
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (!tables.retrievals.find(token)) return fail(errors::retrieval_not_found(token));
        tables.retrievals.cancel(token);
        return {};
    });
    XRAY_CHECK(stored);
    return std::string("{}");
}

}  // namespace xray::api::operations
