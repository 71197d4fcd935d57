// SPDX-License-Identifier: Apache-2.0
#include "core/graph/graph_links.hpp"

#include <bit>

#include "core/base/limits.hpp"

namespace xray {
namespace {

// At this level no link is held: a hash has 64 bits.
constexpr std::uint32_t kHighestLevel = 65;

// The same in every process, for folds are stored; without the consumer, whose index is another one in each
// fold.
std::uint32_t level_of(const GraphLink& link) {
    const SegmentId hash = derived_segment_id(link.trace, link.id, static_cast<std::uint64_t>(link.received));
    return static_cast<std::uint32_t>(std::countl_zero(hash.value()));
}

}  // namespace

void GraphLinks::add(const GraphLink& link, std::int64_t times) {
    if (level_ > 0 && level_of(link) < level_) return;
    const auto [known, is_new] = counts_.try_emplace(link, 0);
    known->second = binary::add_wrapping(known->second, times);
    if (known->second == 0) {
        counts_.erase(known);
    } else if (is_new && counts_.size() > kMaxGraphLinks) {
        raise_level(level_ + 1);
    }
}

void GraphLinks::raise_level(std::uint32_t level) {
    do {
        level_ = level++;
        std::erase_if(counts_, [this](const auto& entry) { return level_of(entry.first) < level_; });
    } while (counts_.size() > kMaxGraphLinks);
}

void GraphLinks::encode(binary::BinaryWriter& writer) const {
    writer.number(level_);
    writer.number(counts_.size());
    for (const auto& [link, count] : counts_) {
        binary::trace_id(writer, link.trace);
        binary::segment_id(writer, link.id);
        writer.number(link.consumer);
        writer.signed_number(link.received);
        writer.signed_number(count);
    }
}

bool GraphLinks::merge(binary::BinaryReader& reader, const std::vector<std::uint32_t>& here) {
    const std::uint64_t level = reader.number();
    if (level > kHighestLevel) return false;
    if (level > level_) raise_level(static_cast<std::uint32_t>(level));
    for (std::size_t left = reader.list_size(); left > 0 && reader.good(); --left) {
        GraphLink link;
        binary::trace_id(reader, link.trace);
        binary::segment_id(reader, link.id);
        const std::uint64_t consumer = reader.number();
        link.received = reader.signed_number();
        const std::int64_t count = reader.signed_number();
        if (consumer >= here.size()) return false;
        link.consumer = here[consumer];
        if (link.consumer != kNowhere) add(link, count);
    }
    return reader.good();
}

}  // namespace xray
