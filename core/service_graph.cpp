// SPDX-License-Identifier: Apache-2.0
#include "core/service_graph.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace xray {
namespace {

void note_start(GraphNode& node, Micros start) {
    node.first_start = std::min(node.first_start, start);
    node.last_start = std::max(node.last_start, start);
}

std::string_view state_of(const GraphNode& node) {
    if (node.client) return "unknown";
    if (!node.inferred) return "active";
    return node.type == "remote" ? "passive" : "unknown";
}

// Buckets of one second: from the second of the first start to the one after the last start.
void write_times(JsonWriter& writer, std::string_view key, const GraphNode& node, GraphTimes times) {
    writer.key(key);
    if (times == GraphTimes::kOmit || node.first_start == kMaxTime) return writer.null();
    const std::int64_t second =
        key == "StartTime" ? floor_seconds(node.first_start) : floor_seconds(node.last_start) + 1;
    writer.real(static_cast<double>(second));
}

void write_statistics(JsonWriter& writer, const RequestStatistics& statistics) {
    writer.key("SummaryStatistics");
    statistics.total() == 0 ? writer.null() : statistics.write_summary(writer);
}

void write_optional_histogram(JsonWriter& writer, std::string_view key, const Histogram& histogram) {
    writer.key(key);
    histogram.empty() ? writer.null() : write_histogram(writer, histogram);
}

void write_names(JsonWriter& writer, std::string_view name) {
    writer.key("Name");
    writer.text(name);
    writer.key("Names");
    writer.begin_array();
    writer.text(name);
    writer.end_array();
}

void write_edge(JsonWriter& writer, const GraphNode& source, std::uint32_t target, const GraphEdge& edge,
                GraphTimes times) {
    writer.begin_object();
    writer.key("Aliases");
    writer.begin_array();
    for (const std::string& alias : edge.aliases) {
        writer.begin_object();
        write_names(writer, alias);
        writer.key("Type");
        writer.text("remote");
        writer.end_object();
    }
    writer.end_array();
    write_times(writer, "EndTime", source, times);
    writer.key("ReferenceId");
    writer.integer(target);
    write_optional_histogram(writer, "ResponseTimeHistogram", edge.calls.response_times());
    write_times(writer, "StartTime", source, times);
    write_statistics(writer, edge.calls);
    writer.end_object();
}

}  // namespace

std::uint32_t ServiceGraphBuilder::node_index(const DigestService& service) {
    key_.assign(service.name);
    key_.push_back('\0');
    key_.append(service.type);
    key_.push_back('\0');
    key_.append(service.account_id);
    key_.push_back(service.client ? 'c' : 's');
    const auto [entry, is_new] = index_.try_emplace(key_, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) {
        GraphNode node;
        node.name = service.name;
        node.type = service.type;
        node.account_id = service.account_id;
        node.client = service.client;
        node.inferred = service.inferred;
        nodes_.push_back(std::move(node));
    }
    GraphNode& node = nodes_[entry->second];
    node.root = node.root || service.root;
    node.inferred = node.inferred && service.inferred;
    return entry->second;
}

void ServiceGraphBuilder::add(const TraceDigest& digest) {
    service_nodes_.clear();
    for (const DigestService& service : digest.services) service_nodes_.push_back(node_index(service));
    for (const Visit& visit : digest.visits) {
        GraphNode& node = nodes_[service_nodes_[visit.service]];
        note_start(node, visit.start);
        if (!visit.end) continue;
        node.requests.add(visit.flags, *visit.end - visit.start);
        node.durations.add(visit.last_end.value_or(*visit.end) - visit.start);
    }
    for (const Call& call : digest.calls) {
        GraphNode& source = nodes_[service_nodes_[call.from]];
        if (source.client) note_start(source, call.start);
        GraphEdge& edge = source.edges[service_nodes_[call.to]];
        if (call.end) edge.calls.add(call.flags, *call.end - call.start);
        if (call.alias.empty()) continue;
        const auto place = std::lower_bound(edge.aliases.begin(), edge.aliases.end(), call.alias);
        if (place == edge.aliases.end() || *place != call.alias) edge.aliases.emplace(place, call.alias);
    }
}

ServiceGraph ServiceGraphBuilder::finish() {
    std::vector<std::uint32_t> order(nodes_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        const auto key = [](const GraphNode& n) { return std::tie(n.name, n.type, n.account_id, n.client); };
        return key(nodes_[a]) < key(nodes_[b]);
    });
    std::vector<std::uint32_t> position(nodes_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) position[order[i]] = i;

    ServiceGraph graph;
    graph.nodes.reserve(nodes_.size());
    for (const std::uint32_t index : order) {
        GraphNode& node = graph.nodes.emplace_back(std::move(nodes_[index]));
        std::map<std::uint32_t, GraphEdge> edges;
        for (auto& [target, edge] : node.edges) edges.emplace(position[target], std::move(edge));
        node.edges = std::move(edges);
        if (node.first_start == kMaxTime) continue;
        const std::int64_t first = floor_seconds(node.first_start);
        const std::int64_t last = floor_seconds(node.last_start);
        graph.start_second = std::min(graph.start_second.value_or(first), first);
        graph.end_second = std::max(graph.end_second.value_or(last), last);
    }
    nodes_.clear();
    index_.clear();
    return graph;
}

void write_service(JsonWriter& writer, const ServiceGraph& graph, std::uint32_t position, GraphTimes times) {
    const GraphNode& node = graph.nodes[position];
    writer.begin_object();
    writer.key("AccountId");
    writer.text_or_null(node.account_id);
    write_optional_histogram(writer, "DurationHistogram", node.durations);
    writer.key("Edges");
    writer.begin_array();
    for (const auto& [target, edge] : node.edges) write_edge(writer, node, target, edge, times);
    writer.end_array();
    write_times(writer, "EndTime", node, times);
    write_names(writer, node.name);
    writer.key("ReferenceId");
    writer.integer(position);
    write_optional_histogram(writer, "ResponseTimeHistogram", node.requests.response_times());
    writer.key("Root");
    node.root ? writer.boolean(true) : writer.null();
    write_times(writer, "StartTime", node, times);
    writer.key("State");
    writer.text(state_of(node));
    write_statistics(writer, node.requests);
    writer.key("Type");
    writer.text_or_null(node.type);
    writer.end_object();
}

void write_services(JsonWriter& writer, const ServiceGraph& graph, GraphTimes times) {
    writer.begin_array();
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) write_service(writer, graph, i, times);
    writer.end_array();
}

}  // namespace xray
