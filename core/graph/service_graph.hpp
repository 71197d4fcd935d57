// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/binary_form.hpp"
#include "core/base/count_map.hpp"
#include "core/base/ids.hpp"
#include "core/base/seeded_hash.hpp"
#include "core/base/time.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/graph/graph_links.hpp"
#include "core/graph/graph_statistics.hpp"

namespace xray {

// A connection, with the statistics that the calling side measured.
struct GraphEdge {
    RequestStatistics calls;
    // Other names under which the callee was called, sorted.
    std::vector<std::string> aliases;
};

// A node, with the statistics that the service itself measured (or its callers, where it sent no segments).
struct GraphNode {
    std::string name;
    std::string type;        // empty where there is none
    std::string account_id;  // empty for the emulator's own account
    bool client = false;
    bool inferred = false;
    bool root = false;  // called by a client
    // Seconds since the epoch in which the first and the last of its traces began; none where it had none.
    std::optional<std::int64_t> first_start;
    std::optional<std::int64_t> last_start;
    RequestStatistics requests;
    Histogram durations;                       // subsegments outside the segment's own times included
    std::map<std::uint32_t, GraphEdge> edges;  // by the position of the target node
    // Asynchronous connections by the position of the consumer: how old what it took in was (EdgeType
    // `link`).
    std::map<std::uint32_t, Histogram> links;
};

// Nodes in the service's order: by name, then by type, none first. Positions are the ReferenceIds.
struct ServiceGraph {
    std::vector<GraphNode> nodes;
    // First and last whole second in which a node was active; none in an empty graph.
    std::optional<std::int64_t> start_second;
    std::optional<std::int64_t> end_second;
    // It has as many nodes, edges or aliases as there is room for; more may have been left out.
    bool full = false;
    // There were more links than there is room for; some are left out.
    bool links_cut = false;
};

// Folds traces into a graph, in any order. Folds add up: one that was encoded can be merged into another, and
// a trace that was added can be taken away again, whichever fold it was added to.
//
// What traces can make up without end is bounded: nodes beyond kMaxNodes, edges beyond kMaxGraphEdges and
// other names of callees beyond kMaxAliases and kMaxGraphAliases are left out as they come, and of links
// beyond kMaxGraphLinks an even part (GraphLinks).
class ServiceGraphBuilder {
public:
    // Documented: the nodes of AWS's service map.
    static constexpr std::size_t kMaxNodes = 10'000;
    // Ours: the other names of one callee.
    static constexpr std::size_t kMaxAliases = 100;

    // `times` is 1, or -1 to take away a trace that was added.
    void add(const TraceDigest& digest, std::int64_t times = 1);

    // Adds what contribution_of() gives of a trace. What is encoded of it does not tell entry points whose
    // clients are not part of it.
    void add_contribution(const TraceDigest& contribution);

    // Appends all that was added, in a compact form. It may change between digest versions (kDigestVersion).
    void encode(std::string& out) const;

    // Adds what another builder encoded. False when the bytes are damaged; then the builder is unspecified.
    [[nodiscard]] bool merge(std::string_view bytes);

    // To be called now and then where folds of long times are merged, when what is there will not be taken
    // away: forgets when requests began, but for the first and the last of each node.
    void keep_extents();

    // Leaves the builder empty. Without `find_sources` there are no links. It is called once for each trace
    // that is linked to.
    [[nodiscard]] ServiceGraph finish(const FindLinkSources& find_sources = {});

private:
    static constexpr std::uint32_t kNowhere = GraphLinks::kNowhere;

    struct Edge {
        std::int64_t seen = 0;  // calls, those in progress included
        RequestStatistics calls;
        std::map<std::string, std::int64_t, std::less<>> aliases;
    };
    struct Node {
        std::string name;
        std::string type;
        std::string account_id;
        bool client = false;
        std::int64_t seen = 0;  // traces that it appears in
        std::int64_t own = 0;   // traces in which it sent segments of its own
        bool root = false;      // of contributions
        // Requests by the second in which their traces began, but for those of keep_extents().
        CountMap starts;
        std::optional<std::int64_t> first_start;
        std::optional<std::int64_t> last_start;
        RequestStatistics requests;
        Histogram durations;
        std::map<std::uint32_t, Edge> edges;
    };

    // kNowhere for a node that there is no room for.
    std::uint32_t node_index(std::string_view name, std::string_view type, std::string_view account_id,
                             bool client);
    void add_visit(const Visit& visit, std::int64_t trace_second, std::int64_t times);
    void add_call(const Call& call, std::int64_t trace_second, std::int64_t times);
    static void encode_node(binary::BinaryWriter& writer, const Node& node);
    static void encode_edge(binary::BinaryWriter& writer, const Edge& edge);
    // Into the node at `position`, or kNowhere. `here`: which of our nodes the encoded ones are. False when
    // the bytes are damaged.
    bool merge_node(binary::BinaryReader& reader, std::uint32_t position,
                    const std::vector<std::uint32_t>& here);
    // Null: nowhere, the bytes are only read over.
    void merge_edge(binary::BinaryReader& reader, Edge* edge);
    // Null for an edge that there is no room for.
    Edge* edge_between(Node& from, std::uint32_t to);
    void count_alias(Edge& edge, std::string_view alias, std::int64_t times);
    static void keep_extent(Node& node);
    [[nodiscard]] std::vector<std::uint32_t> nodes_in_order() const;
    static void finish_node(Node& node, const std::vector<std::uint32_t>& position, GraphNode& finished);
    void finish_links(const std::vector<std::uint32_t>& position, const FindLinkSources& find_sources,
                      ServiceGraph& graph) const;

    std::vector<Node> nodes_;
    std::unordered_map<std::string, std::uint32_t, SeededTextHash> index_;
    std::size_t edges_ = 0;    // of all nodes
    std::size_t aliases_ = 0;  // of all edges
    GraphLinks links_;
    std::string key_;                           // scratch
    std::vector<std::uint32_t> service_nodes_;  // scratch: node of each service of the digest at hand
};

}  // namespace xray
