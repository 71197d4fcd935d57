// SPDX-License-Identifier: Apache-2.0
// The stored form of a fold of traces (core/base/binary_form.hpp): the nodes' identities, what was counted at
// each of them, and the links.
#include <cstdint>

#include "core/graph/service_graph.hpp"

namespace xray {
namespace {

void add_count(binary::BinaryReader& reader, std::int64_t& count) {
    count = binary::add_wrapping(count, reader.signed_number());
}

}  // namespace

void ServiceGraphBuilder::encode_edge(binary::BinaryWriter& writer, const Edge& edge) {
    writer.signed_number(edge.seen);
    edge.calls.encode(writer);
    writer.number(edge.aliases.size());
    for (const auto& [alias, count] : edge.aliases) {
        writer.text(alias);
        writer.signed_number(count);
    }
}

void ServiceGraphBuilder::merge_edge(binary::BinaryReader& reader, Edge* edge) {
    Edge left_out;
    Edge& counted = edge != nullptr ? *edge : left_out;
    add_count(reader, counted.seen);
    counted.calls.merge(reader);
    for (std::size_t left = reader.list_size(); left > 0 && reader.good(); --left) {
        const std::string_view alias = reader.text();
        const std::int64_t times = reader.signed_number();
        if (edge != nullptr) count_alias(*edge, alias, times);
    }
}

void ServiceGraphBuilder::encode_node(binary::BinaryWriter& writer, const Node& node) {
    writer.signed_number(node.seen);
    writer.signed_number(node.own);
    encode_counts(writer, node.starts);
    node.requests.encode(writer);
    node.durations.encode(writer);
    writer.number(node.edges.size());
    for (const auto& [target, edge] : node.edges) {
        writer.number(target);
        encode_edge(writer, edge);
    }
}

bool ServiceGraphBuilder::merge_node(binary::BinaryReader& reader, std::uint32_t position,
                                     const std::vector<std::uint32_t>& here) {
    Node left_out;
    Node& node = position == kNowhere ? left_out : nodes_[position];
    add_count(reader, node.seen);
    add_count(reader, node.own);
    merge_counts(reader, node.starts);
    node.requests.merge(reader);
    node.durations.merge(reader);
    for (std::size_t left = reader.list_size(); left > 0 && reader.good(); --left) {
        const std::uint64_t target = reader.number();
        if (target >= here.size()) return false;
        const bool has_both = position != kNowhere && here[target] != kNowhere;
        merge_edge(reader, has_both ? edge_between(node, here[target]) : nullptr);
    }
    return reader.good();
}

void ServiceGraphBuilder::encode(std::string& out) const {
    binary::BinaryWriter writer;
    writer.number(nodes_.size());
    for (const Node& node : nodes_) {
        writer.text(node.name);
        writer.text(node.type);
        writer.text(node.account_id);
        writer.number(node.client ? 1 : 0);
    }
    for (const Node& node : nodes_) encode_node(writer, node);
    links_.encode(writer);
    writer.finish(out);
}

bool ServiceGraphBuilder::merge(std::string_view bytes) {
    binary::BinaryReader reader(bytes);
    std::vector<std::uint32_t> here(reader.list_size());  // positions of its nodes among ours
    for (std::uint32_t& position : here) {
        const std::string_view name = reader.text();
        const std::string_view type = reader.text();
        const std::string_view account_id = reader.text();
        position = node_index(name, type, account_id, reader.number() != 0);
    }
    for (const std::uint32_t position : here) {
        if (!merge_node(reader, position, here)) return false;
    }
    return links_.merge(reader, here) && reader.at_end();
}

}  // namespace xray
