// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/service_graph.hpp"

namespace xray {
namespace {

constexpr std::uint32_t kNowhere = 0xffffffff;

}  // namespace

std::uint32_t ServiceGraphBuilder::node_index(std::string_view name, std::string_view type,
                                              std::string_view account_id, bool client) {
    key_.assign(name);
    key_.push_back('\0');
    key_.append(type);
    key_.push_back('\0');
    key_.append(account_id);
    key_.push_back(client ? 'c' : 's');
    const auto [entry, is_new] = index_.try_emplace(key_, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) {
        Node& node = nodes_.emplace_back();
        node.name = name;
        node.type = type;
        node.account_id = account_id;
        node.client = client;
    }
    return entry->second;
}

void ServiceGraphBuilder::add(const TraceDigest& digest, std::int64_t times) {
    service_nodes_.clear();
    for (const DigestService& service : digest.services) {
        const std::uint32_t index =
            node_index(service.name, service.type, service.account_id, service.client);
        service_nodes_.push_back(index);
        nodes_[index].seen += times;
        if (!service.inferred) nodes_[index].own += times;
    }
    for (const Visit& visit : digest.visits) {
        Node& node = nodes_[service_nodes_[visit.service]];
        node.starts.add(floor_seconds(visit.start), times);
        if (!visit.end) continue;
        node.requests.add(visit.flags, *visit.end - visit.start, times);
        node.durations.add(visit.last_end.value_or(*visit.end) - visit.start, times);
    }
    for (const Call& call : digest.calls) {
        Node& source = nodes_[service_nodes_[call.from]];
        if (source.client) source.starts.add(floor_seconds(call.start), times);
        Edge& edge = source.edges[service_nodes_[call.to]];
        edge.seen += times;
        if (call.end) edge.calls.add(call.flags, *call.end - call.start, times);
        if (!call.alias.empty()) edge.aliases[std::string(call.alias)] += times;
    }
    for (const TraceLink& link : digest.links) {
        const Visit& visit = digest.visits[link.visit];
        links_[{link.trace, link.id, service_nodes_[visit.service], visit.start}] += times;
    }
}

// Positions in nodes_ of those that are left, in the order of the service.
std::vector<std::uint32_t> ServiceGraphBuilder::nodes_in_order() const {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_[i].seen > 0) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        const auto key = [](const Node& n) { return std::tie(n.name, n.type, n.account_id, n.client); };
        return key(nodes_[a]) < key(nodes_[b]);
    });
    return order;
}

void ServiceGraphBuilder::finish_node(Node& node, const std::vector<std::uint32_t>& position,
                                      GraphNode& finished) {
    finished.name = std::move(node.name);
    finished.type = std::move(node.type);
    finished.account_id = std::move(node.account_id);
    finished.client = node.client;
    finished.inferred = node.own <= 0;
    node.starts.for_each([&finished](std::int64_t second, std::int64_t) {
        finished.first_start = std::min(finished.first_start.value_or(second), second);
        finished.last_start = std::max(finished.last_start.value_or(second), second);
    });
    finished.requests = std::move(node.requests);
    finished.durations = std::move(node.durations);
    for (auto& [target, edge] : node.edges) {
        if (edge.seen <= 0 || position[target] == kNowhere) continue;
        GraphEdge& made = finished.edges[position[target]];
        made.calls = std::move(edge.calls);
        for (const auto& [alias, count] : edge.aliases) {
            if (count > 0) made.aliases.push_back(alias);
        }
    }
}

// A link whose source is not among the nodes leads out of the graph and is left out.
void ServiceGraphBuilder::finish_links(const std::vector<std::uint32_t>& position,
                                       const FindLinkSource& find_source, ServiceGraph& graph) const {
    for (const auto& [link, count] : links_) {
        if (count <= 0 || position[link.consumer] == kNowhere) continue;
        const std::optional<LinkSource> source = find_source(link.trace, link.id);
        if (!source) continue;
        const auto node =
            std::find_if(graph.nodes.begin(), graph.nodes.end(), [&source](const GraphNode& candidate) {
                return !candidate.client && candidate.name == source->name &&
                       candidate.type == source->type && candidate.account_id == source->account_id;
            });
        if (node == graph.nodes.end()) continue;
        node->links[position[link.consumer]].add(std::max<Micros>(0, link.received - source->sent), count);
    }
}

ServiceGraph ServiceGraphBuilder::finish(const FindLinkSource& find_source) {
    const std::vector<std::uint32_t> order = nodes_in_order();
    std::vector<std::uint32_t> position(nodes_.size(), kNowhere);
    for (std::uint32_t i = 0; i < order.size(); ++i) position[order[i]] = i;

    ServiceGraph graph;
    graph.nodes.resize(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) finish_node(nodes_[order[i]], position, graph.nodes[i]);
    for (const GraphNode& node : graph.nodes) {
        if (node.client) {
            for (const auto& [target, edge] : node.edges) graph.nodes[target].root = true;
        }
        if (!node.first_start) continue;
        graph.start_second = std::min(graph.start_second.value_or(*node.first_start), *node.first_start);
        graph.end_second = std::max(graph.end_second.value_or(*node.last_start), *node.last_start);
    }
    if (find_source) finish_links(position, find_source, graph);
    nodes_.clear();
    index_.clear();
    links_.clear();
    return graph;
}

}  // namespace xray
