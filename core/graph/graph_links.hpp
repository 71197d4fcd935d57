// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/binary_form.hpp"
#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace xray {

// The far end of a link between traces: the node that a message came from, and when it was sent.
struct LinkSource {
    std::string name;
    std::string type;
    std::string account_id;
    Micros sent = 0;
};

// Looks up segments or subsegments of another trace, each of which is named once: as many answers as ids,
// nothing for those that are unknown.
using FindLinkSources = std::function<std::vector<std::optional<LinkSource>>(
    const TraceId& trace, const std::vector<SegmentId>& ids)>;

// A link as a fold holds it: what a request of a node was led to by, and when that request began.
struct GraphLink {
    TraceId trace;
    SegmentId id;
    std::uint32_t consumer = 0;  // the node's index in its fold
    Micros received = 0;
    auto operator<=>(const GraphLink&) const = default;
};

// Links and how often each was met; counts add up and can be taken away again.
//
// Links are different ones in each trace, so that no more than kMaxGraphLinks are held: beyond, every other
// link is let go by a bit of its own hash, then every other one of the rest, and so on. What is let go
// depends neither on the order in which links come nor on how they are spread over folds, and a link that was
// let go when it was added is let go when it is taken away: counts stay exact for those that are left. Once
// links were let go they are not found again when others are taken away.
class GraphLinks {
public:
    using Counts = std::map<GraphLink, std::int64_t>;

    // Stands for a node that a fold has no room for.
    static constexpr std::uint32_t kNowhere = 0xffffffff;

    void add(const GraphLink& link, std::int64_t times);

    // In the order of the traces that are linked to; without those whose count is 0.
    [[nodiscard]] const Counts& counts() const { return counts_; }

    // Some links were let go.
    [[nodiscard]] bool cut() const { return level_ > 0; }

    void encode(binary::BinaryWriter& writer) const;

    // Adds what was encoded. `here`: the index of each of its nodes among ours, or kNowhere. False when the
    // bytes are damaged; then the links are unspecified.
    [[nodiscard]] bool merge(binary::BinaryReader& reader, const std::vector<std::uint32_t>& here);

private:
    // Lets go of links until there is room for those that are left.
    void raise_level(std::uint32_t level);

    Counts counts_;
    // Links are held whose hash begins with at least so many zeros.
    std::uint32_t level_ = 0;
};

}  // namespace xray
