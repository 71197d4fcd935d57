// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/views/line_diff.hpp"
#include "core/views/normal_text.hpp"
#include "core/views/profile_diff.hpp"
#include "core/views/snapshot.hpp"
#include "core/views/time_text.hpp"
#include "core/views/trace_profile.hpp"
#include "core/views/waterfall.hpp"
#include "tests/unit/support/segment_builder.hpp"
#include "tests/unit/support/traces.hpp"

using namespace xray;
using namespace xray::test;

namespace {

std::vector<Trace> traces_of(const std::vector<std::vector<std::string>>& all) {
    std::vector<Trace> traces;
    for (const auto& documents : all) traces.push_back(TraceFixture(documents).trace);
    return traces;
}

std::string snapshot_of(const std::vector<std::string>& documents) {
    return snapshot(traces_of({documents}));
}

nlohmann::json http(const char* method, const char* url, int status) {
    return {{"request", {{"method", method}, {"url", url}}}, {"response", {{"status", status}}}};
}

}  // namespace

TEST_CASE("views: texts without what differs from run to run", "[views]") {
    CHECK(normal_text("127.0.0.1:41043") == "{ip}");
    CHECK(normal_text("localhost:41043") == "localhost");
    CHECK(normal_text("db.internal:5432") == "db.internal");
    CHECK(normal_text("orders") == "orders");
    CHECK(normal_text("order-3b241101-e2bb-4255-8caf-4136c566a962") == "order-{id}");
    CHECK(normal_text("3b241101-e2bb-4255-8caf-4136c566a962") == "{id}");
    CHECK(normal_text("1-5759e988-bd862e3fe1be46a994272793") == "{id}");
    CHECK(normal_text("5759e988bd862e3fe1be46a994272793") == "{id}");
    CHECK(normal_text("1790000000000") == "{id}");
    CHECK(normal_text("v1.2.3") == "v1.2.3");
    CHECK(normal_text("HTTP 42 times: a|b") == "HTTP 42 times: a|b");
    CHECK(normal_path("http://10.0.0.7:8080/orders/42?x=1") == "/orders/42");
    CHECK(normal_path("https://example.com") == "/");
    CHECK(normal_path("/users/53995c3f42cd8ad8#top") == "/users/{id}");
}

TEST_CASE("views: times for people", "[views]") {
    CHECK(date_text(1'790'000'000'999'999) == "2026-09-21 14:13:20");
    CHECK(date_text(-1) == "1969-12-31 23:59:59");
    CHECK_FALSE(date_text(kMaxTime).empty());
    CHECK(seconds_text(803'499) == "0.803 s");
    CHECK(seconds_text(0) == "0.000 s");
}

TEST_CASE("views: a snapshot has a line for each segment and subsegment", "[views]") {
    CHECK(snapshot_of({segment("front")
                           .member("http", http("GET", "http://front:80/a?b=1", 200))
                           .annotation("n", 2)
                           .annotation("customer", "al\"ice")
                           .with(remote_call("back").fault().exception("e", "IOError"), subsegment("work")),
                       segment("back").called_by("back").error()}) ==
          "front segment GET /a 200 ok customer=\"al\\\"ice\" n=2\n"
          "  back remote fault !IOError\n"
          "    back segment error\n"
          "  work subsegment ok\n");
    CHECK(snapshot_of({subsegment("lost").sent_below_segment("front")}) ==
          "lost subsegment ok (no parent)\n");
    CHECK(snapshot_of({segment("open").in_progress()}) == "open segment in progress\n");
    CHECK(snapshot({}).empty());
}

TEST_CASE("views: of an AWS call a snapshot has operation and table", "[views]") {
    const nlohmann::json aws{{"operation", "GetItem"}, {"table_name", "orders"}, {"request_id", "K3"}};
    CHECK(snapshot_of({segment("front").with(aws_call("DynamoDB").member("aws", aws))}) ==
          "front segment ok\n  DynamoDB aws GetItem orders ok\n");
}

TEST_CASE("views: ids, times and order never change a snapshot, equal siblings are one", "[views]") {
    const auto calls = [](double start, std::uint64_t id) {
        return segment("front").at(start, 1).id(id).with(remote_call("a").id(id + 1).at(start, 0.1),
                                                         remote_call("b").id(id + 2).at(start + 0.2, 0.3),
                                                         remote_call("a").id(id + 3).at(start + 0.5, 0.1));
    };
    const auto swapped = [](double start, std::uint64_t id) {
        return segment("front").at(start, 2).id(id).with(remote_call("a").id(id + 1).at(start + 0.7, 0.1),
                                                         remote_call("b").id(id + 2).at(start, 0.3),
                                                         remote_call("a").id(id + 3).at(start + 0.5, 0.2));
    };
    const std::string expected = "front segment ok\n  a remote ok ×2\n  b remote ok\n";
    CHECK(snapshot_of({calls(100, 0x10)}) == expected);
    CHECK(snapshot_of({swapped(200, 0x9000)}) == expected);
    CHECK(snapshot(traces_of({{calls(100, 0x10)}, {swapped(300, 0x20)}})) ==
          "front segment ok ×2\n  a remote ok ×2\n  b remote ok\n");
}

TEST_CASE("views: a difference in the unified form", "[views]") {
    CHECK(unified_diff("a\nb\n", "a\nb\n", "x", "y").empty());
    CHECK(unified_diff("a\nb\nc\n", "a\nB\nc\n", "x", "y") ==
          "--- x\n+++ y\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    CHECK(unified_diff("", "a\n", "x", "y") == "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n");
    std::string before;
    std::string after;
    for (int i = 0; i < 30; ++i) {
        before += std::to_string(i) + "\n";
        if (i != 5) after += std::to_string(i) + "\n";
        if (i == 20) after += "new\n";
    }
    CHECK(unified_diff(before, after, "x", "y") ==
          "--- x\n+++ y\n@@ -3,7 +3,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n"
          "@@ -19,6 +18,7 @@\n 18\n 19\n 20\n+new\n 21\n 22\n 23\n");
    std::string huge_before;
    std::string huge_after;
    for (int i = 0; i < 5000; ++i) {
        huge_before += "a" + std::to_string(i) + "\n";
        huge_after += "b" + std::to_string(i) + "\n";
    }
    CHECK(unified_diff(huge_before, huge_after, "x", "y").size() > huge_before.size() + huge_after.size());
}

TEST_CASE("views: a waterfall shows each in its place", "[views]") {
    const TraceFixture fixture({segment("front").at(100, 1).with(remote_call("back").at(100.5, 0.5).fault()),
                                segment("back").called_by("back").at(100.5, 0.25).in_progress()});
    CHECK(waterfall(fixture.trace) == std::string(kTraceId) +
                                          "  1.000 s\n"
                                          "front                            "
                                          "|========================================| 1.000 s  segment ok\n"
                                          "  back                           |                    "
                                          "====================| 0.500 s  remote fault\n"
                                          "    back                         |                    "
                                          "~~~~~~~~~~~~~~~~~~~~| -  segment in progress\n");
}

TEST_CASE("views: what differs between two numbers of traces", "[views]") {
    const auto before = traces_of({{segment("front").at(100, 1).with(remote_call("old"))},
                                   {segment("front").at(100, 1).with(remote_call("old"))}});
    const auto after = traces_of({{segment("front").at(100, 2).fault().annotation("k", 1).with(
        remote_call("new").fault().exception("e", "IOError"), remote_call("new").id(7))}});
    const ProfileDiff diff = compare(profile_of(before), profile_of(after));
    CHECK(diff.new_edges == std::vector<ProfileDiff::Edge>{{"front", "new"}});
    CHECK(diff.lost_edges == std::vector<ProfileDiff::Edge>{{"front", "old"}});
    CHECK(diff.p95_regression() == Approx(100));
    CHECK(diff.fault_increase() == Approx(100));
    CHECK(to_string(diff) ==
          "2 traces before, 1 after\n"
          "new service: new\nlost service: old\nnew edge: front -> new\nlost edge: front -> old\n"
          "faults of front: 0 % -> 100 %\n"
          "p50 of front: 1e+03 ms -> 2e+03 ms\np95 of front: 1e+03 ms -> 2e+03 ms\np99 of front: 1e+03 ms -> "
          "2e+03 ms\n"
          "new exception: front: IOError\nnew annotation key: k\n");
    CHECK(to_string(compare(profile_of(before), profile_of(before))) ==
          "2 traces before, 2 after\nno difference\n");
}

TEST_CASE("views: a percentile is a length that was there", "[views]") {
    TraceProfile::Service service;
    CHECK(service.percentile(0.95) == 0);
    for (int i = 1; i <= 100; ++i) service.lengths.push_back(i);
    CHECK(service.percentile(0.5) == 50);
    CHECK(service.percentile(0.95) == 95);
    CHECK(service.percentile(1) == 100);
}

TEST_CASE("views: a snapshot of a deep chain stays readable, and costs what its lines cost", "[views]") {
    std::vector<std::string> documents;
    for (std::uint64_t depth = 0; depth < 20'000; ++depth) {
        SegmentBuilder one = segment("chain").id(depth + 1);
        if (depth > 0) one.parent(depth);
        documents.push_back(one);
    }
    const std::string text = snapshot_of(documents);
    CHECK(std::count(text.begin(), text.end(), '\n') == 20'000);
    CHECK_THAT(text, Catch::Contains("\n" + std::string(200, ' ') + "chain segment ok\n"));
    CHECK_THAT(text, Catch::Contains("\n" + std::string(200, ' ') + "(level 19999) chain segment ok\n"));
    CHECK(text.size() < 10'000'000);
}
