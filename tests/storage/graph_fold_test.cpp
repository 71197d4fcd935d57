// SPDX-License-Identifier: Apache-2.0
// Folds against the plain scan: whatever came, changed and went, both give the same graph and the same
// counts.
#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "api/answers/service_graph_json.hpp"
#include "core/base/limits.hpp"
#include "core/graph/service_graph.hpp"
#include "tests/storage/store_fixture.hpp"

namespace xray::storage::testing {
namespace {

constexpr Micros kMinute = 60 * kMicrosPerSecond;

std::string text_of(ServiceGraphBuilder& builder) {
    std::string out;
    JsonWriter writer(out);
    api::write_services(writer, builder.finish(), api::GraphTimes::kInclude);
    return out;
}

std::string folded(StoreFixture& store, const GraphRange& range) {
    store->settle();
    ServiceGraphBuilder builder;
    store->fold_graph(range, builder);
    return text_of(builder);
}

std::string scanned(StoreFixture& store, const GraphRange& range) {
    store->settle();
    ServiceGraphBuilder builder;
    store->scan({}, [&](const TraceDigest& digest) {
        const bool begun = digest.start >= range.begun_from && digest.start < range.begun_to;
        const bool received = digest.updated >= range.received_from && digest.updated < range.received_to;
        if (begun || received) builder.add(digest);
        return true;
    });
    return text_of(builder);
}

std::size_t scan_count(StoreFixture& store, const TraceScan& scan) {
    std::size_t count = 0;
    store->scan(scan, [&](const TraceDigest&) { return ++count > 0; });
    return count;
}

// Traces come, grow, and are seen by a clock that moves on, over some hours.
class History {
public:
    explicit History(StoreFixture& store, unsigned seed) : store_(store), random_(seed) {}

    void go_on(int steps) {
        for (int i = 0; i < steps; ++i) {
            const auto trace = static_cast<std::uint32_t>(random_() % 80);
            SegmentOptions options;
            options.start =
                kNoon + static_cast<Micros>(trace) * 3 * kMinute + static_cast<Micros>(random_() % 5'000'000);
            options.name = "service-" + std::to_string(random_() % 3);
            options.complete = random_() % 4 != 0;
            store_.put(delivery(segment(trace, 1 + random_() % 4, options)));
            if (random_() % 3 == 0) store_->settle();
            store_.clock.advance(static_cast<Micros>(random_() % 90'000'000));
        }
    }

    GraphRange range() {
        const auto time = [&] {
            return kNoon - kMinute + static_cast<Micros>(random_() % 36'000) * kMicrosPerSecond / 2;
        };
        GraphRange range{time(), time(), time(), time()};
        if (range.begun_from > range.begun_to) std::swap(range.begun_from, range.begun_to);
        if (range.received_from > range.received_to) std::swap(range.received_from, range.received_to);
        if (random_() % 4 == 0) range.begun_to = range.begun_from;
        return range;
    }

private:
    StoreFixture& store_;
    std::mt19937 random_;
};

void check_equal(StoreFixture& store, History& history) {
    for (int i = 0; i < 25; ++i) {
        const GraphRange range = history.range();
        REQUIRE(folded(store, range) == scanned(store, range));
        TraceScan scan{.from = range.begun_from, .to = range.begun_to};
        REQUIRE(store->count(scan) == scan_count(store, scan));
        scan = {.time = TraceTime::kUpdated, .from = range.received_from, .to = range.received_to};
        REQUIRE(store->count(scan) == scan_count(store, scan));
    }
    const GraphRange all{kMinTime, kMaxTime, kMinTime, kMaxTime};
    REQUIRE(folded(store, all) == scanned(store, all));
}

}  // namespace

TEST_CASE("graph folds: the graph of a range is that of its traces", "[storage]") {
    const TempFolder folder;
    const auto seed = GENERATE(1U, 2U, 3U);
    const bool in_file = GENERATE(false, true);
    StoreFixture store{
        StoreOptions{.path = in_file ? folder.file("x.db") : ":memory:", .retention = 2 * 60 * kMinute}};
    History history(store, seed);
    history.go_on(250);
    check_equal(store, history);

    if (in_file) {
        store.close();
        store.open();
        check_equal(store, history);
    }
    history.go_on(100);
    check_equal(store, history);
    REQUIRE(store->apply_retention() > 0);
    check_equal(store, history);
}

namespace {

// A trace of one worker, whose request links to a hundred messages that no other links to.
IncomingDocument linking(std::uint32_t trace, std::uint64_t segment_id) {
    IncomingDocument document = segment(trace, segment_id);
    std::string links;
    for (std::uint32_t i = 0; i < kMaxTraceLinks; ++i) {
        links.append(links.empty() ? "" : ",")
            .append(R"({"trace_id":")" + trace_id(1'000'000 + trace).to_string() + R"(","id":")" +
                    SegmentId(i + 1).to_string() + R"("})");
    }
    document.text.pop_back();
    document.text += R"(,"links":[)" + links + "]}";
    return document;
}

struct ToldLinks {
    std::size_t links = 0;
    std::int64_t counted = 0;
    bool cut = false;

    bool operator==(const ToldLinks&) const = default;
};

ToldLinks links_of(ServiceGraphBuilder& builder) {
    ToldLinks told;
    const ServiceGraph graph = builder.finish([&](const TraceId&, const std::vector<SegmentId>& ids) {
        told.links += ids.size();
        return std::vector<std::optional<LinkSource>>(ids.size(), LinkSource{"shop", "", "", 0});
    });
    told.cut = graph.links_cut;
    for (const GraphNode& node : graph.nodes) {
        for (const auto& [consumer, ages] : node.links) {
            for (const HistogramEntry& entry : ages.entries()) told.counted += entry.count;
        }
    }
    return told;
}

}  // namespace

TEST_CASE("graph folds: of more links than there is room for, those of the plain scan are told",
          "[storage]") {
    constexpr std::uint32_t kTraces = 250;
    const GraphRange all{kMinTime, kMaxTime, kMinTime, kMaxTime};
    StoreFixture store{StoreOptions{.retention = 60 * kMinute}};
    const auto folded_links = [&] {
        store->settle();
        ServiceGraphBuilder builder;
        store->fold_graph(all, builder);
        return links_of(builder);
    };
    const auto scanned_links = [&] {
        ServiceGraphBuilder builder;
        store->scan({}, [&](const TraceDigest& digest) {
            builder.add(digest);
            return true;
        });
        return links_of(builder);
    };
    for (std::uint32_t trace = 0; trace < kTraces; ++trace) {
        store.put(delivery(linking(trace, 1)));
        if (trace % 10 == 0) store->settle();
        if (trace % 50 == 0) store.clock.advance(20 * kMinute / 10);
    }
    const ToldLinks told = folded_links();
    CHECK(told == scanned_links());
    CHECK(told.cut);
    CHECK(told.links <= kMaxGraphLinks);
    CHECK(told.links > kMaxGraphLinks / 4);
    CHECK(told.counted == static_cast<std::int64_t>(told.links));

    // Traces that change are taken out and put in again: with the same links, each once.
    for (std::uint32_t trace = 0; trace < kTraces; ++trace) store.put(delivery(segment(trace, 2)));
    CHECK(folded_links() == told);

    store.clock.advance(100 * kMinute);
    REQUIRE(store->apply_retention() > 0);
    CHECK(folded_links() == ToldLinks{});
    store.put(delivery(linking(1, 1)));
    CHECK(folded_links() == ToldLinks{100, 100, false});
}

TEST_CASE("graph folds: times at the ends of what can be told", "[storage]") {
    StoreFixture store;
    for (std::uint32_t trace = 0; trace < 2; ++trace) {
        IncomingDocument document = segment(trace, 1);
        const std::string far = trace == 0 ? "1e300" : "9223372036854";
        document.text = R"({"name":"far","id":")" + document.id.to_string() + R"(","trace_id":")" +
                        document.trace_id.to_string() + R"(","start_time":)" + far + R"(,"end_time":)" + far +
                        "}";
        store.put(delivery(std::move(document)));
    }
    store.put(delivery(segment(2, 1)));
    for (const GraphRange& range : {GraphRange{kMinTime, kMaxTime, kMinTime, kMaxTime},
                                    GraphRange{kNoon, kMaxTime, kNoon - 1, kNoon + 1},
                                    GraphRange{kMinTime, kNoon + 1, kNoon, kMaxTime}}) {
        CHECK(folded(store, range) == scanned(store, range));
    }
    for (const TraceScan& scan : {TraceScan{}, TraceScan{.from = kNoon + 1}}) {
        CHECK(store->count(scan) == scan_count(store, scan));
    }
}

TEST_CASE("graph folds: by the minute of the last update", "[storage]") {
    StoreFixture store;
    const std::int64_t first = kNoon / kMinute;
    for (std::uint32_t trace = 0; trace < 6; ++trace) {
        store.put(delivery(segment(trace, 1)));
        if (trace % 2 == 1) store.clock.advance(2 * kMinute);
    }
    store->settle();
    std::vector<std::pair<std::int64_t, std::int64_t>> minutes;
    store->fold_minutes(first, first + 4, [&](std::int64_t minute, ServiceGraphBuilder& fold) {
        const ServiceGraph graph = fold.finish();
        minutes.emplace_back(minute - first, graph.nodes.at(0).requests.total());
    });
    CHECK(minutes == std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 2}, {2, 2}});
}

TEST_CASE("graph folds: nothing is left of traces that are gone", "[storage]") {
    StoreFixture store{StoreOptions{.retention = 60 * kMinute}};
    History history(store, 5);
    history.go_on(60);
    const GraphRange all{kMinTime, kMaxTime, kMinTime, kMaxTime};
    REQUIRE(folded(store, all) != "[]");
    SECTION("by age") {
        store.clock.advance(100 * 60 * kMinute);
        REQUIRE(store->apply_retention() > 0);
    }
    SECTION("by a reset") {
        REQUIRE(store->reset());
    }
    CHECK(folded(store, all) == "[]");
    CHECK(store->count({}) == 0);
    history.go_on(20);
    check_equal(store, history);
}

}  // namespace xray::storage::testing
