// SPDX-License-Identifier: Apache-2.0
#include "core/views/snapshot.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/views/entity_line.hpp"

namespace xray {
namespace {

constexpr std::size_t kMostIndentedLevels = 100;

// What a snapshot shows of one entity, and below it of what it called or contains: folded, in their order.
struct Block {
    std::string line;
    std::vector<std::uint32_t> below;
    std::size_t times = 1;
};

// All blocks by number. A block comes after those below it.
class Forest {
public:
    std::uint32_t add(Block block) {
        block.below = fold(std::move(block.below));
        blocks_.push_back(std::move(block));
        return static_cast<std::uint32_t>(blocks_.size() - 1);
    }

    // Siblings in the order of their texts, equal ones as one.
    std::vector<std::uint32_t> fold(std::vector<std::uint32_t> siblings) {
        std::sort(siblings.begin(), siblings.end(),
                  [this](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
        std::vector<std::uint32_t> folded;
        for (const std::uint32_t sibling : siblings) {
            if (!folded.empty() && compare(folded.back(), sibling) == 0) {
                ++blocks_[folded.back()].times;
            } else {
                folded.push_back(sibling);
            }
        }
        return folded;
    }

    [[nodiscard]] std::string text_of(const std::vector<std::uint32_t>& tops) const {
        std::string text;
        Walk walk(*this);
        for (const std::uint32_t top : tops) {
            for (walk.begin(top); !walk.is_over(); walk.next()) write_line(text, walk);
        }
        return text;
    }

private:
    // Goes through a block from above to below, line by line.
    class Walk {
    public:
        explicit Walk(const Forest& forest) : forest_(forest) {}

        void begin(std::uint32_t top) { open_.assign(1, {top, 0}); }
        [[nodiscard]] bool is_over() const { return open_.empty(); }
        [[nodiscard]] const Block& block() const { return forest_.blocks_[open_.back().first]; }
        [[nodiscard]] std::size_t level() const { return open_.back().second; }

        void next() {
            const auto [number, level] = open_.back();
            open_.pop_back();
            const std::vector<std::uint32_t>& below = forest_.blocks_[number].below;
            for (std::size_t i = below.size(); i-- > 0;) open_.emplace_back(below[i], level + 1);
        }

    private:
        const Forest& forest_;
        // With their levels; the next is the last.
        std::vector<std::pair<std::uint32_t, std::size_t>> open_;
    };

    // Less than, equal to or more than 0, as texts compare line by line. It ends with the smaller of the two,
    // so that all comparisons of a tree cost little more than its size.
    [[nodiscard]] int compare(std::uint32_t one, std::uint32_t other) const {
        Walk a(*this);
        Walk b(*this);
        a.begin(one);
        b.begin(other);
        for (; !a.is_over() && !b.is_over(); a.next(), b.next()) {
            // What is indented deeper begins with a space, and so comes first.
            if (a.level() != b.level()) return a.level() > b.level() ? -1 : 1;
            if (const int order = a.block().line.compare(b.block().line); order != 0) return order;
            // How many the tops stand for is being found out.
            const bool is_below = a.level() > 0;
            if (is_below && a.block().times != b.block().times)
                return a.block().times < b.block().times ? -1 : 1;
        }
        return static_cast<int>(b.is_over()) - static_cast<int>(a.is_over());
    }

    static void write_line(std::string& text, const Walk& walk) {
        text.append(2 * std::min(walk.level(), kMostIndentedLevels), ' ');
        if (walk.level() > kMostIndentedLevels) text.append("(level " + std::to_string(walk.level()) + ") ");
        text.append(walk.block().line);
        if (walk.block().times > 1) text.append(" ×" + std::to_string(walk.block().times));
        text.append("\n");
    }

    std::vector<Block> blocks_;
};

// Adds a trace, and gives the blocks of what stands at its top.
std::vector<std::uint32_t> add_trace(const Trace& trace, Forest& forest) {
    std::vector<std::uint32_t> order;
    std::vector<std::vector<std::uint32_t>> children(trace.entities.size());
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        const std::uint32_t caller = trace.entities[i].above();
        (caller == Entity::kNone ? order : children[caller]).push_back(i);
    }
    const std::size_t tops = order.size();
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto& below = children[order[i]];
        order.insert(order.end(), below.begin(), below.end());
    }
    // Children come before their parents on the way back, so that nothing recurses.
    std::vector<std::uint32_t> blocks(trace.entities.size());
    for (std::size_t i = order.size(); i-- > 0;) {
        const Entity& entity = trace.entities[order[i]];
        const bool is_lost = entity.parent_id && entity.above() == Entity::kNone;
        Block block{entity_line(entity) + (is_lost ? " (no parent)" : ""), {}, 1};
        for (const std::uint32_t child : children[order[i]]) block.below.push_back(blocks[child]);
        blocks[order[i]] = forest.add(std::move(block));
    }
    std::vector<std::uint32_t> top_blocks;
    for (std::size_t i = 0; i < tops; ++i) top_blocks.push_back(blocks[order[i]]);
    return top_blocks;
}

}  // namespace

std::string snapshot(std::span<const Trace> traces) {
    Forest forest;
    std::vector<std::uint32_t> tops;
    for (const Trace& trace : traces) {
        for (const std::uint32_t top : add_trace(trace, forest)) tops.push_back(top);
    }
    return forest.text_of(forest.fold(std::move(tops)));
}

}  // namespace xray
