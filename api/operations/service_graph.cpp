// SPDX-License-Identifier: Apache-2.0
// GetServiceGraph and GetTraceGraph.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/answers/link_sources.hpp"
#include "api/answers/service_graph_json.hpp"
#include "api/context/context.hpp"
#include "api/groups/graph_contributions.hpp"
#include "api/groups/group_membership.hpp"
#include "api/groups/time_range.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/graph/service_graph.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

constexpr int kMaxRangeHours = 6;
constexpr std::size_t kMaxTraceIds = 5;

Micros second_below(Micros time) {
    return floor_seconds(time) * kMicrosPerSecond;
}

Micros second_above(Micros time) {
    const Micros below = second_below(time);
    return below == time ? time : below + kMicrosPerSecond;
}

// Traces that began in the range, and traces that were received in it: the service goes by receipt, tests
// with fixed data go by the times in their documents, and live traffic makes no difference
// (docs/fidelity.md). Starts count in whole seconds, as the times of nodes do.
storage::GraphRange graph_range(const TimeRange& range) {
    storage::GraphRange wanted;
    if (range.from >= range.to) return wanted;
    wanted.received_from = range.from;
    wanted.received_to = range.to;
    wanted.begun_from = second_below(range.from);
    wanted.begun_to = second_above(range.to);
    return wanted;
}

void add_group(storage::TraceStore& store, const storage::GraphRange& range, const GroupMembership& group,
               ServiceGraphBuilder& builder) {
    const auto add = [&](const TraceDigest& digest) {
        if (group.has(digest)) builder.add(digest);
        return true;
    };
    storage::TraceScan begun;
    begun.from = range.begun_from;
    begun.to = range.begun_to;
    group.narrow(begun);
    store.scan(begun, add);
    storage::TraceScan received;
    received.time = storage::TraceTime::kUpdated;
    received.from = range.received_from;
    received.to = range.received_to;
    received.except_from = range.begun_from;
    received.except_to = range.begun_to;
    group.narrow(received);
    store.scan(received, add);
}

ServiceGraph graph_of_range(Context& context, const TimeRange& range, const GroupMembership& group) {
    ServiceGraphBuilder builder;
    if (context.strict) {
        add_contributions(context, range, group, builder);
    } else if (group.has_every_trace()) {
        context.store.fold_graph(graph_range(range), builder);
    } else {
        add_group(context.store, graph_range(range), group, builder);
    }
    ServiceGraph graph = builder.finish(link_sources(context));
    if (graph.full && context.log) {
        context.log("GetServiceGraph: the graph has reached its limit of " +
                    std::to_string(ServiceGraphBuilder::kMaxNodes) + " nodes, " +
                    std::to_string(kMaxGraphEdges) + " edges or " + std::to_string(kMaxGraphAliases) +
                    " aliases; further ones are left out");
    }
    if (graph.links_cut && context.log) {
        context.log("GetServiceGraph: the traces have more links than there is room for, " +
                    std::to_string(kMaxGraphLinks) + "; an even share of them is left out");
    }
    return graph;
}

Result<std::vector<TraceId>> read_graph_trace_ids(const Context& context, const RequestReader& request) {
    const std::vector<std::string> texts = request.texts("TraceIds");
    if (texts.empty()) return fail(errors::no_trace_ids());
    // The model allows five, the service only one (observed).
    if (texts.size() > (context.strict ? 1 : kMaxTraceIds)) return fail(errors::one_trace_id_only());
    std::vector<TraceId> ids;
    for (const std::string& text : texts) {
        const std::optional<TraceId> id = TraceId::parse(text);
        if (!id) return fail(errors::invalid_graph_trace_id());
        // A trace that is named again is still one.
        if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    return ids;
}

// Nothing for a graph without requests (seen 2026-09).
void write_second(JsonWriter& writer, const std::optional<std::int64_t>& second) {
    writer.real_or_null(second ? std::optional(static_cast<double>(*second)) : std::nullopt);
}

}  // namespace

Result<std::string> get_service_graph(Context& context, const RequestReader& request) {
    if (request.has("NextToken")) return fail(errors::token_not_supported());
    XRAY_TRY(const TimeRange range, read_time_range(context, request, kMaxRangeHours));
    XRAY_TRY(const GroupMembership group, GroupMembership::of_request(context, request));

    context.store.settle();
    const ServiceGraph graph = graph_of_range(context, range, group);
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("ContainsOldGroupVersions");
    writer.boolean(group.contains_old_versions(range));
    writer.key("EndTime");
    write_second(writer, graph.end_second);
    writer.key("NextToken");
    writer.null();
    writer.key("Services");
    write_services(writer, graph, GraphTimes::kInclude);
    writer.key("StartTime");
    write_second(writer, graph.start_second);
    writer.end_object();
    return answer;
}

Result<std::string> get_trace_graph(Context& context, const RequestReader& request) {
    if (request.has("NextToken")) return fail(errors::token_not_supported());
    XRAY_TRY(const std::vector<TraceId> ids, read_graph_trace_ids(context, request));

    context.store.settle();
    ServiceGraphBuilder builder;
    bool found = false;
    context.store.visit_digests(ids, [&](const TraceDigest& digest) {
        builder.add(digest);
        found = true;
    });
    if (!found) return fail(errors::trace_not_found());
    std::string answer;
    JsonWriter writer(answer);
    writer.begin_object();
    writer.key("NextToken");
    writer.null();
    writer.key("Services");
    write_services(writer, builder.finish(link_sources(context)), GraphTimes::kOmit);
    writer.end_object();
    return answer;
}

}  // namespace xray::api::operations
