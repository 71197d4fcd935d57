// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/graph_statistics.hpp"
#include "core/json_writer.hpp"
#include "core/time.hpp"
#include "core/trace_digest.hpp"

namespace xray {

// A connection, with the statistics that the calling side measured.
struct GraphEdge {
    RequestStatistics calls;
    std::vector<std::string> aliases;  // other names under which the callee was called, sorted
};

// A node, with the statistics that the service itself measured (or its callers, where it sent no segments).
struct GraphNode {
    std::string name;
    std::string type;        // empty where there is none
    std::string account_id;  // empty for the emulator's own account
    bool client = false;
    bool inferred = false;
    bool root = false;
    Micros first_start = kMaxTime;  // over the requests of the node
    Micros last_start = kMinTime;
    RequestStatistics requests;
    Histogram durations;                       // subsegments outside the segment's own times included
    std::map<std::uint32_t, GraphEdge> edges;  // by the position of the target node
};

// Nodes in the service's order: by name, then by type, none first. Positions are the ReferenceIds.
struct ServiceGraph {
    std::vector<GraphNode> nodes;
    // First and last whole second in which a node was active; none in an empty graph.
    std::optional<std::int64_t> start_second;
    std::optional<std::int64_t> end_second;
};

// Folds traces into a graph, in any order.
class ServiceGraphBuilder {
public:
    void add(const TraceDigest& digest);
    [[nodiscard]] ServiceGraph finish();

private:
    std::uint32_t node_index(const DigestService& service);

    std::vector<GraphNode> nodes_;
    std::unordered_map<std::string, std::uint32_t> index_;
    std::string key_;                           // scratch
    std::vector<std::uint32_t> service_nodes_;  // scratch: node of each service of the digest at hand
};

// GetTraceGraph leaves times out, GetServiceGraph tells them.
enum class GraphTimes { kOmit, kTell };

// Writes one node, with its edges.
void write_service(JsonWriter& writer, const ServiceGraph& graph, std::uint32_t position, GraphTimes times);

// Writes the list `Services`.
void write_services(JsonWriter& writer, const ServiceGraph& graph, GraphTimes times);

}  // namespace xray
