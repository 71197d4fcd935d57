// SPDX-License-Identifier: Apache-2.0
// Links between traces in folds, more of them than a graph has room for.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/limits.hpp"
#include "core/graph/service_graph.hpp"

namespace {

using namespace xray;

constexpr std::uint32_t kProducers = 400;  // traces that are linked to

TraceId trace_id(std::uint32_t number) {
    std::array<std::uint8_t, 16> bytes{0x65, 0xf0};
    for (std::size_t i = 0; i < 4; ++i) bytes[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    return TraceId(bytes);
}

// A trace of the node `queue` and a worker, whose one request links to a hundred messages.
TraceDigest consumer(std::uint32_t number) {
    TraceDigest digest;
    digest.services = {{.name = "queue", .type = {}, .account_id = {}},
                       {.name = "worker", .type = {}, .account_id = {}}};
    digest.visits.resize(2);
    digest.visits[1].service = 1;
    for (Visit& visit : digest.visits) visit.start = 1'790'000'000 * kMicrosPerSecond + number;
    for (std::uint32_t i = 0; i < kMaxTraceLinks; ++i) {
        const std::uint32_t message = number * 100 + i;
        digest.links.push_back({1, trace_id(message % kProducers), SegmentId(message / kProducers)});
    }
    return digest;
}

void add(ServiceGraphBuilder& builder, std::uint32_t from, std::uint32_t to, std::int64_t times = 1) {
    for (std::uint32_t number = from; number < to; ++number) builder.add(consumer(number), times);
}

ServiceGraphBuilder stored(const ServiceGraphBuilder& builder) {
    std::string bytes;
    builder.encode(bytes);
    ServiceGraphBuilder read;
    REQUIRE(read.merge(bytes));
    return read;
}

void merge(ServiceGraphBuilder& builder, const ServiceGraphBuilder& part) {
    std::string bytes;
    part.encode(bytes);
    REQUIRE(builder.merge(bytes));
}

// The graph's links as a finder that knows them all sees them, and how many the edge counts.
struct Links {
    std::map<TraceId, std::vector<SegmentId>> asked;
    std::int64_t counted = 0;
    bool cut = false;

    [[nodiscard]] std::size_t number() const {
        std::size_t sum = 0;
        for (const auto& [trace, ids] : asked) sum += ids.size();
        return sum;
    }
};

Links links_of(ServiceGraphBuilder builder) {
    Links links;
    const ServiceGraph graph = builder.finish([&](const TraceId& trace, const std::vector<SegmentId>& ids) {
        const bool is_first = links.asked.emplace(trace, ids).second;
        CHECK(is_first);
        return std::vector<std::optional<LinkSource>>(ids.size(), LinkSource{"queue", "", "", 0});
    });
    links.cut = graph.links_cut;
    for (const GraphNode& node : graph.nodes) {
        for (const auto& [consumer, ages] : node.links) {
            for (const HistogramEntry& entry : ages.entries()) links.counted += entry.count;
        }
    }
    return links;
}

}  // namespace

TEST_CASE("graph links: as many as there is room for are all there", "[graph][links]") {
    ServiceGraphBuilder builder;
    add(builder, 0, kMaxGraphLinks / kMaxTraceLinks);
    const Links links = links_of(stored(builder));
    CHECK_FALSE(links.cut);
    CHECK(links.number() == kMaxGraphLinks);
    CHECK(links.counted == static_cast<std::int64_t>(kMaxGraphLinks));
    CHECK(links.asked.size() == kProducers);
}

TEST_CASE("graph links: of too many the same are held, however they come", "[graph][links]") {
    constexpr std::uint32_t kTraces = 500;
    ServiceGraphBuilder whole;
    add(whole, 0, kTraces);
    const Links links = links_of(whole);
    CHECK(links.cut);
    CHECK(links.number() <= kMaxGraphLinks);
    CHECK(links.number() > kMaxGraphLinks / 4);
    CHECK(links.counted == static_cast<std::int64_t>(links.number()));

    ServiceGraphBuilder backwards;
    for (std::uint32_t number = kTraces; number > 0; --number) backwards.add(consumer(number - 1));
    CHECK(links_of(backwards).asked == links.asked);

    ServiceGraphBuilder merged;
    for (std::uint32_t part = 0; part < kTraces; part += 125) {
        ServiceGraphBuilder builder;
        add(builder, part, part + 125);
        merge(merged, builder);
        merged = stored(merged);
    }
    CHECK(links_of(merged).asked == links.asked);
    CHECK(links_of(merged).cut);
}

TEST_CASE("graph links: taking traces away takes away what was counted of them", "[graph][links]") {
    ServiceGraphBuilder whole;
    add(whole, 0, 300);
    const Links all = links_of(whole);
    // What is taken away may be told by folds that hold fewer links, and before what it is taken from.
    ServiceGraphBuilder away;
    add(away, 100, 300, -1);
    ServiceGraphBuilder left;
    SECTION("after") {
        merge(left, whole);
        merge(left, away);
    }
    SECTION("before") {
        merge(left, away);
        merge(left, whole);
    }
    const Links rest = links_of(left);
    CHECK(rest.cut);
    CHECK(rest.counted == static_cast<std::int64_t>(rest.number()));
    ServiceGraphBuilder never_more;
    add(never_more, 0, 100);
    std::size_t held = 0;
    for (const auto& [trace, ids] : links_of(never_more).asked) {
        const auto in_all = all.asked.find(trace);
        if (in_all == all.asked.end()) continue;
        for (const SegmentId id : ids) {
            held += std::count(in_all->second.begin(), in_all->second.end(), id) > 0;
        }
    }
    CHECK(rest.number() == held);

    add(left, 0, 100, -1);
    CHECK(links_of(left).number() == 0);
}
