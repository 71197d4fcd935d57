// SPDX-License-Identifier: Apache-2.0
// GetInsightImpactGraph.
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/groups/group_insights.hpp"
#include "api/groups/insight_times.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/try.hpp"
#include "core/graph/service_graph.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

// The group's traces that began in the range.
ServiceGraph graph_of(Context& context, const TraceFilter& group, const TimeRange& range) {
    ServiceGraphBuilder builder;
    storage::TraceScan scan;
    scan.from = range.from;
    scan.to = range.to;
    group.narrow(scan);
    context.store.scan(scan, [&](const TraceDigest& digest) {
        if (group.passes(digest)) builder.add(digest);
        return true;
    });
    return builder.finish();
}

bool is_service(const GraphNode& node, const InsightService& service) {
    return !node.client && InsightService{node.name, node.type, node.account_id} == service;
}

// Positions of the nodes that an insight is about: its anomalous services, and whoever calls them, directly
// or through others.
std::set<std::uint32_t> affected_nodes(const ServiceGraph& graph, const Insight& insight) {
    std::set<std::uint32_t> affected;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        for (const InsightService& service : insight.anomalous) {
            if (is_service(graph.nodes[i], service)) affected.insert(i);
        }
    }
    for (std::size_t before = graph.nodes.size() + 1; before != affected.size();) {
        before = affected.size();
        for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
            for (const auto& [target, edge] : graph.nodes[i].edges) {
                if (affected.contains(target)) affected.insert(i);
            }
        }
    }
    return affected;
}

json write_graph(const Context& context, const ServiceGraph& graph, const std::set<std::uint32_t>& shown) {
    std::map<std::uint32_t, std::size_t> reference;
    for (const std::uint32_t position : shown) reference.emplace(position, reference.size());
    json services = json::array();
    for (const std::uint32_t position : shown) {
        const GraphNode& node = graph.nodes[position];
        json edges = json::array();
        for (const auto& [target, edge] : node.edges) {
            const auto shown_target = reference.find(target);
            if (shown_target != reference.end()) edges.push_back({{"ReferenceId", shown_target->second}});
        }
        services.push_back({{"AccountId", node.account_id.empty() ? context.account_id : node.account_id},
                            {"Edges", std::move(edges)},
                            {"Name", node.name},
                            {"Names", {node.name}},
                            {"ReferenceId", reference.at(position)},
                            {"Type", text_or_null(node.type)}});
    }
    return services;
}

}  // namespace

Result<std::string> get_insight_impact_graph(Context& context, const RequestReader& request) {
    XRAY_TRY(const TimeRange range, read_insight_times(context, request, kMaxInsightGraphHours));
    // A graph is one page, so nobody was given a token.
    const std::string token = request.text("NextToken").value_or("");
    if (!token.empty()) return fail(errors::invalid_token(token));
    XRAY_TRY(const GroupInsight found, find_insight(context, request.required_text("InsightId")));
    XRAY_TRY(const TraceFilter group, TraceFilter::compile(context, found.group.filter.value_or("")));

    const ServiceGraph graph = graph_of(context, group, range);
    return write_answer({{"EndTime", seconds_from_micros(range.asked_to)},
                         {"InsightId", found.insight.id},
                         {"NextToken", nullptr},
                         {"ServiceGraphEndTime",
                          static_cast<double>(graph.end_second.value_or(floor_seconds(range.asked_to)))},
                         {"ServiceGraphStartTime",
                          static_cast<double>(graph.start_second.value_or(floor_seconds(range.from)))},
                         {"Services", write_graph(context, graph, affected_nodes(graph, found.insight))},
                         {"StartTime", seconds_from_micros(range.from)}});
}

}  // namespace xray::api::operations
