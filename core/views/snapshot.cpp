// SPDX-License-Identifier: Apache-2.0
#include "core/views/snapshot.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "core/views/entity_line.hpp"

namespace xray {
namespace {

// The lines of one entity and of all that is below it; the first is its own, and nothing is indented yet.
using Block = std::vector<std::string>;

// Siblings in their order, equal ones as one, as lines.
Block fold(std::vector<Block> siblings) {
    std::sort(siblings.begin(), siblings.end());
    Block lines;
    for (std::size_t i = 0; i < siblings.size();) {
        std::size_t same = 1;
        while (i + same < siblings.size() && siblings[i + same] == siblings[i]) ++same;
        const std::size_t first = lines.size();
        lines.insert(lines.end(), siblings[i].begin(), siblings[i].end());
        if (same > 1) lines[first] += " ×" + std::to_string(same);
        i += same;
    }
    return lines;
}

class SnapshotMaker {
public:
    explicit SnapshotMaker(const Trace& trace) : trace_(trace), blocks_(trace.entities.size()) {}

    // The blocks of what stands at the top. Children come before their parents in the order of the walk back,
    // so that nothing recurses.
    std::vector<Block> make() {
        find_children();
        std::vector<std::uint32_t> order = tops_;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto& below = children_[order[i]];
            order.insert(order.end(), below.begin(), below.end());
        }
        for (std::size_t i = order.size(); i-- > 0;) close(order[i]);
        std::vector<Block> top_blocks;
        for (const std::uint32_t top : tops_) top_blocks.push_back(std::move(blocks_[top]));
        return top_blocks;
    }

private:
    void find_children() {
        children_.resize(trace_.entities.size());
        for (std::uint32_t i = 0; i < trace_.entities.size(); ++i) {
            const Entity& entity = trace_.entities[i];
            const std::uint32_t above = entity.subsegment ? entity.parent : entity.caller;
            if (above == Entity::kNone) {
                tops_.push_back(i);
            } else {
                children_[above].push_back(i);
            }
        }
    }

    void close(std::uint32_t index) {
        const Entity& entity = trace_.entities[index];
        std::vector<Block> below;
        for (const std::uint32_t child : children_[index]) below.push_back(std::move(blocks_[child]));
        Block& block = blocks_[index];
        const bool is_lost =
            entity.parent_id && (entity.subsegment ? entity.parent : entity.caller) == Entity::kNone;
        block.push_back(entity_line(entity) + (is_lost ? " (no parent)" : ""));
        for (const std::string& line : fold(std::move(below))) block.push_back("  " + line);
    }

    const Trace& trace_;
    std::vector<Block> blocks_;
    std::vector<std::vector<std::uint32_t>> children_;
    std::vector<std::uint32_t> tops_;
};

}  // namespace

std::string snapshot(std::span<const Trace> traces) {
    std::vector<Block> all;
    for (const Trace& trace : traces) {
        for (Block& block : SnapshotMaker(trace).make()) all.push_back(std::move(block));
    }
    std::string text;
    for (const std::string& line : fold(std::move(all))) text.append(line).append("\n");
    return text;
}

}  // namespace xray
