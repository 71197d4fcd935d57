// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <vector>

#include "tests/api/support/counted_api.hpp"

using namespace xray;
using namespace xray::tests;

namespace {

class Noting final : public api::TraceWatch::Watcher {
public:
    void on_trace(const TraceDigest& digest) override { seen.insert(digest.id); }
    void on_round() override {}

    std::set<TraceId> seen;
};

}  // namespace

TEST_CASE("watch: a thousand changed traces take a few turns at the database", "[watch]") {
    constexpr unsigned kTraces = 1000;
    CountedApi api;
    const auto watcher = std::make_shared<Noting>();
    (*api).context.watch.add(watcher);
    std::vector<nlohmann::json> documents;
    for (unsigned trace = 1; trace <= kTraces; ++trace) documents.push_back(segment(trace, kNow, kNow + 1));
    put(*api, documents);
    (*api).store->settle();
    const std::uint64_t before = api.store().reads;
    (*api).context.watch.look();
    CHECK(watcher->seen.size() == kTraces);
    CHECK(api.store().reads - before <= 10);
}

TEST_CASE("watch: a trace that cannot be read keeps no other from being shown", "[watch]") {
    CountedApi api;
    const auto watcher = std::make_shared<Noting>();
    (*api).context.watch.add(watcher);
    put(*api, {segment(1, kNow, kNow + 1), segment(2, kNow, kNow + 1), segment(3, kNow, kNow + 1)});
    (*api).store->settle();
    api.store().unreadable = {*TraceId::parse(trace_id(2))};
    (*api).context.watch.look();
    CHECK(watcher->seen == std::set{*TraceId::parse(trace_id(1)), *TraceId::parse(trace_id(3))});
}
