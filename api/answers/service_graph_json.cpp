// SPDX-License-Identifier: Apache-2.0
#include "api/answers/service_graph_json.hpp"

#include "api/answers/statistics_json.hpp"

namespace xray::api {
namespace {

std::string_view state_of(const GraphNode& node) {
    if (node.client) return "unknown";
    if (!node.inferred) return "active";
    return node.type == "remote" ? "passive" : "unknown";
}

// Buckets of one second: from the second of the first start to the one after the last start.
void write_times(JsonWriter& writer, std::string_view key, const GraphNode& node, GraphTimes times) {
    writer.key(key);
    if (times == GraphTimes::kOmit || !node.first_start) return writer.null();
    writer.real(static_cast<double>(key == "StartTime" ? *node.first_start : *node.last_start + 1));
}

void write_optional_histogram(JsonWriter& writer, std::string_view key, const Histogram& histogram) {
    writer.key(key);
    if (histogram.empty()) return writer.null();
    write_histogram(writer, histogram);
}

// Clients have no statistics; a service of which only calls are known has empty ones (seen 2026-09).
void write_histogram_of(JsonWriter& writer, std::string_view key, const GraphNode& node,
                        const Histogram& histogram) {
    writer.key(key);
    if (node.client) return writer.null();
    write_histogram(writer, histogram);
}

void write_statistics_of(JsonWriter& writer, const GraphNode& node) {
    writer.key("SummaryStatistics");
    if (node.client) return writer.null();
    write_statistics(writer, node.requests);
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
    writer.key("SummaryStatistics");
    write_statistics_or_null(writer, edge.calls);
    writer.end_object();
}

// An asynchronous connection: nobody waited, so there are no statistics of calls (the model of `Edge`, and a
// graph of a queue that a function reads).
void write_link(JsonWriter& writer, const GraphNode& source, std::uint32_t target, const Histogram& ages,
                GraphTimes times) {
    writer.begin_object();
    writer.key("Aliases");
    writer.begin_array();
    writer.end_array();
    writer.key("EdgeType");
    writer.text("link");
    write_times(writer, "EndTime", source, times);
    writer.key("ReceivedEventAgeHistogram");
    write_histogram(writer, ages);
    writer.key("ReferenceId");
    writer.integer(target);
    writer.key("ResponseTimeHistogram");
    writer.null();
    write_times(writer, "StartTime", source, times);
    writer.key("SummaryStatistics");
    writer.null();
    writer.end_object();
}

}  // namespace

void write_service(JsonWriter& writer, const ServiceGraph& graph, std::uint32_t position, GraphTimes times) {
    const GraphNode& node = graph.nodes[position];
    writer.begin_object();
    writer.key("AccountId");
    writer.text_or_null(node.account_id);
    write_histogram_of(writer, "DurationHistogram", node, node.durations);
    writer.key("Edges");
    writer.begin_array();
    for (const auto& [target, edge] : node.edges) write_edge(writer, node, target, edge, times);
    for (const auto& [target, ages] : node.links) write_link(writer, node, target, ages, times);
    writer.end_array();
    write_times(writer, "EndTime", node, times);
    write_names(writer, node.name);
    writer.key("ReferenceId");
    writer.integer(position);
    write_histogram_of(writer, "ResponseTimeHistogram", node, node.requests.response_times());
    writer.key("Root");
    if (node.root) {
        writer.boolean(true);
    } else {
        writer.null();
    }
    write_times(writer, "StartTime", node, times);
    writer.key("State");
    writer.text(state_of(node));
    write_statistics_of(writer, node);
    writer.key("Type");
    writer.text_or_null(node.type);
    writer.end_object();
}

void write_services(JsonWriter& writer, const ServiceGraph& graph, GraphTimes times) {
    writer.begin_array();
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) write_service(writer, graph, i, times);
    writer.end_array();
}

}  // namespace xray::api
