// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/base/limits.hpp"
#include "core/graph/contribution.hpp"
#include "core/graph/service_graph.hpp"

namespace xray {
namespace {

// Name, type and account.
using NodeName = std::tuple<std::string_view, std::string_view, std::string_view>;

// Positions of the nodes that a message can come from: all but clients.
std::map<NodeName, std::uint32_t> nodes_by_name(const ServiceGraph& graph) {
    std::map<NodeName, std::uint32_t> nodes;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        if (!node.client) nodes.emplace(NodeName{node.name, node.type, node.account_id}, i);
    }
    return nodes;
}

}  // namespace

std::uint32_t ServiceGraphBuilder::node_index(std::string_view name, std::string_view type,
                                              std::string_view account_id, bool client) {
    key_.assign(name);
    key_.push_back('\0');
    key_.append(type);
    key_.push_back('\0');
    key_.append(account_id);
    key_.push_back(client ? 'c' : 's');
    const auto known = index_.find(key_);
    if (known != index_.end()) return known->second;
    if (nodes_.size() >= kMaxNodes) return kNowhere;
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    index_.emplace(key_, index);
    Node& node = nodes_.emplace_back();
    node.name = name;
    node.type = type;
    node.account_id = account_id;
    node.client = client;
    return index;
}

void ServiceGraphBuilder::add(const TraceDigest& digest, std::int64_t times) {
    service_nodes_.clear();
    for (const DigestService& service : digest.services) {
        const std::uint32_t index =
            node_index(service.name, service.type, service.account_id, service.client);
        service_nodes_.push_back(index);
        if (index == kNowhere) continue;
        nodes_[index].seen += times;
        if (!service.inferred) nodes_[index].own += times;
    }
    const std::int64_t trace_second = floor_seconds(graph_start(digest));
    for (const Visit& visit : digest.visits) add_visit(visit, trace_second, times);
    for (const Call& call : digest.calls) add_call(call, trace_second, times);
    for (const TraceLink& link : digest.links) {
        const Visit& visit = digest.visits[link.visit];
        const std::uint32_t consumer = service_nodes_[visit.service];
        if (consumer != kNowhere) links_.add({link.trace, link.id, consumer, visit.start}, times);
    }
}

void ServiceGraphBuilder::add_contribution(const TraceDigest& contribution) {
    add(contribution);
    for (std::size_t i = 0; i < contribution.services.size(); ++i) {
        const std::uint32_t index = service_nodes_[i];
        if (index != kNowhere && contribution.services[i].root) nodes_[index].root = true;
    }
}

void ServiceGraphBuilder::add_visit(const Visit& visit, std::int64_t trace_second, std::int64_t times) {
    const std::uint32_t index = service_nodes_[visit.service];
    if (index == kNowhere) return;
    Node& node = nodes_[index];
    node.starts.add(trace_second, times);
    if (!visit.end) return;
    node.requests.add(visit.flags, subtract_wrapping(*visit.end, visit.start), times);
    node.durations.add(subtract_wrapping(visit.last_end.value_or(*visit.end), visit.start), times);
}

void ServiceGraphBuilder::add_call(const Call& call, std::int64_t trace_second, std::int64_t times) {
    const std::uint32_t from = service_nodes_[call.from];
    const std::uint32_t to = service_nodes_[call.to];
    if (from == kNowhere || to == kNowhere) return;
    Node& source = nodes_[from];
    if (source.client) source.starts.add(trace_second, times);
    Edge* const edge = edge_between(source, to);
    if (edge == nullptr) return;
    edge->seen += times;
    if (call.end) edge->calls.add(call.flags, subtract_wrapping(*call.end, call.start), times);
    if (!call.alias.empty()) count_alias(*edge, call.alias, times);
}

ServiceGraphBuilder::Edge* ServiceGraphBuilder::edge_between(Node& from, std::uint32_t to) {
    const auto known = from.edges.find(to);
    if (known != from.edges.end()) return &known->second;
    if (edges_ >= kMaxGraphEdges) return nullptr;
    ++edges_;
    return &from.edges[to];
}

void ServiceGraphBuilder::count_alias(Edge& edge, std::string_view alias, std::int64_t times) {
    const auto known = edge.aliases.find(alias);
    if (known != edge.aliases.end()) {
        known->second = binary::add_wrapping(known->second, times);
    } else if (edge.aliases.size() < kMaxAliases && aliases_ < kMaxGraphAliases) {
        edge.aliases.emplace(alias, times);
        ++aliases_;
    }
}

void ServiceGraphBuilder::keep_extent(Node& node) {
    node.starts.for_each([&node](std::int64_t second, std::int64_t) {
        node.first_start = std::min(node.first_start.value_or(second), second);
        node.last_start = std::max(node.last_start.value_or(second), second);
    });
    node.starts = {};
}

void ServiceGraphBuilder::keep_extents() {
    for (Node& node : nodes_) keep_extent(node);
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
    finished.root = node.root;
    keep_extent(node);
    finished.first_start = node.first_start;
    finished.last_start = node.last_start;
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
                                       const FindLinkSources& find_sources, ServiceGraph& graph) const {
    graph.links_cut = links_.cut();
    const GraphLinks::Counts& links = links_.counts();
    if (links.empty()) return;
    const std::map<NodeName, std::uint32_t> nodes = nodes_by_name(graph);
    for (auto next = links.begin(); next != links.end();) {
        const TraceId& trace = next->first.trace;
        std::vector<SegmentId> ids;
        const auto begin = next;
        for (; next != links.end() && next->first.trace == trace; ++next) {
            if (ids.empty() || ids.back() != next->first.id) ids.push_back(next->first.id);
        }
        const std::vector<std::optional<LinkSource>> sources = find_sources(trace, ids);
        std::size_t at = 0;
        for (auto link = begin; link != next; ++link) {
            while (ids[at] != link->first.id) ++at;
            const std::uint32_t consumer = position[link->first.consumer];
            if (!sources[at] || link->second <= 0 || consumer == kNowhere) continue;
            const auto node = nodes.find({sources[at]->name, sources[at]->type, sources[at]->account_id});
            if (node == nodes.end()) continue;
            graph.nodes[node->second].links[consumer].add(
                std::max<Micros>(0, subtract_wrapping(link->first.received, sources[at]->sent)),
                link->second);
        }
    }
}

ServiceGraph ServiceGraphBuilder::finish(const FindLinkSources& find_sources) {
    const std::vector<std::uint32_t> order = nodes_in_order();
    std::vector<std::uint32_t> position(nodes_.size(), kNowhere);
    for (std::uint32_t i = 0; i < order.size(); ++i) position[order[i]] = i;

    ServiceGraph graph;
    graph.full = nodes_.size() == kMaxNodes || edges_ == kMaxGraphEdges || aliases_ == kMaxGraphAliases;
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
    if (find_sources) finish_links(position, find_sources, graph);
    nodes_.clear();
    index_.clear();
    edges_ = 0;
    aliases_ = 0;
    links_ = {};
    return graph;
}

}  // namespace xray
