// SPDX-License-Identifier: Apache-2.0
#include "api/answers/graph_text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

namespace xray::api {
namespace {

using nlohmann::json;

struct Statistics {
    std::int64_t total = 0;
    std::int64_t errors = 0;
    std::int64_t faults = 0;
    double seconds = 0;  // all together
};

struct Edge {
    std::int64_t to = 0;
    Statistics calls;
};

struct Node {
    std::string name;
    std::string type;
    Statistics requests;
    std::vector<Edge> edges;

    [[nodiscard]] bool is_client() const { return type == "client"; }
};

using Graph = std::map<std::int64_t, Node>;

std::int64_t integer_in(const json& object, const char* member) {
    if (!object.is_object()) return 0;
    const auto found = object.find(member);
    return found != object.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::string text_in(const json& object, const char* member) {
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& member_of(const json& object, const char* member) {
    static const json kNothing;
    if (!object.is_object()) return kNothing;
    const auto found = object.find(member);
    return found == object.end() ? kNothing : *found;
}

Statistics read_statistics(const json& value) {
    Statistics statistics;
    statistics.total = integer_in(value, "TotalCount");
    statistics.errors = integer_in(member_of(value, "ErrorStatistics"), "TotalCount");
    statistics.faults = integer_in(member_of(value, "FaultStatistics"), "TotalCount");
    const json& seconds = member_of(value, "TotalResponseTime");
    if (seconds.is_number()) statistics.seconds = seconds.get<double>();
    return statistics;
}

Graph read_graph(std::string_view answer) {
    Graph graph;
    const json body = json::parse(answer, nullptr, false);
    for (const json& service : member_of(body, "Services")) {
        if (!service.is_object()) continue;
        Node& node = graph[integer_in(service, "ReferenceId")];
        node.name = text_in(service, "Name");
        node.type = text_in(service, "Type");
        node.requests = read_statistics(member_of(service, "SummaryStatistics"));
        for (const json& edge : member_of(service, "Edges"))
            node.edges.push_back(
                {integer_in(edge, "ReferenceId"), read_statistics(member_of(edge, "SummaryStatistics"))});
    }
    return graph;
}

std::string label_of(const Statistics& statistics) {
    std::string text = std::to_string(statistics.total) + (statistics.total == 1 ? " call" : " calls");
    if (statistics.errors > 0) text += ", " + std::to_string(statistics.errors) + " errors";
    if (statistics.faults > 0) text += ", " + std::to_string(statistics.faults) + " faults";
    if (statistics.total > 0) {
        std::array<char, 48> average{};
        std::snprintf(average.data(), average.size(), ", %.3f s",
                      statistics.seconds / static_cast<double>(statistics.total));
        text += average.data();
    }
    return text;
}

std::string title_of(const Node& node) {
    if (node.is_client()) return "client";
    return node.type.empty() ? node.name : node.name + " (" + node.type + ")";
}

// Whatever could end a quoted label, or be read as markup, as an entity.
std::string escaped(std::string_view text, GraphForm form) {
    std::string out;
    for (const char c : text) {
        if (form == GraphForm::kDot && (c == '"' || c == '\\')) {
            out += '\\';
            out += c;
        } else if (form == GraphForm::kMermaid &&
                   std::string_view("\"<>#;&`[]{}|").find(c) != std::string_view::npos) {
            out += "#" + std::to_string(static_cast<int>(c)) + ";";
        } else {
            out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out;
}

std::string plain_text(const Graph& graph) {
    std::string text;
    for (const auto& [id, node] : graph) {
        if (!node.is_client()) text += title_of(node) + "  " + label_of(node.requests) + "\n";
    }
    for (const auto& [id, node] : graph) {
        for (const Edge& edge : node.edges) {
            const auto to = graph.find(edge.to);
            if (to == graph.end()) continue;
            text += (node.is_client() ? "client" : node.name) + " -> " + to->second.name + "  " +
                    label_of(edge.calls) + "\n";
        }
    }
    return text.empty() ? "no services\n" : text;
}

std::string dot_text(const Graph& graph) {
    std::string text = "digraph services {\n  rankdir=LR;\n  node [shape=box];\n";
    for (const auto& [id, node] : graph) {
        text += "  n" + std::to_string(id) + " [label=\"" + escaped(title_of(node), GraphForm::kDot) + "\"" +
                (node.requests.faults > 0 ? ", color=red" : "") + "];\n";
    }
    for (const auto& [id, node] : graph) {
        for (const Edge& edge : node.edges) {
            text += "  n" + std::to_string(id) + " -> n" + std::to_string(edge.to) + " [label=\"" +
                    label_of(edge.calls) + "\"];\n";
        }
    }
    return text + "}\n";
}

std::string mermaid_text(const Graph& graph) {
    std::string text = "graph LR\n";
    for (const auto& [id, node] : graph) {
        const std::string title = escaped(title_of(node), GraphForm::kMermaid);
        text += "  n" + std::to_string(id) +
                (node.is_client() ? "((\"" + title + "\"))" : "[\"" + title + "\"]") + "\n";
    }
    for (const auto& [id, node] : graph) {
        for (const Edge& edge : node.edges) {
            text += "  n" + std::to_string(id) + " -->|\"" + label_of(edge.calls) + "\"| n" +
                    std::to_string(edge.to) + "\n";
        }
    }
    return text;
}

}  // namespace

std::string graph_text(std::string_view answer, GraphForm form) {
    const Graph graph = read_graph(answer);
    if (form == GraphForm::kDot) return dot_text(graph);
    return form == GraphForm::kMermaid ? mermaid_text(graph) : plain_text(graph);
}

}  // namespace xray::api
