// SPDX-License-Identifier: Apache-2.0
#include "core/insights/insight_detector.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace xray {
namespace {

constexpr std::int64_t kFirstMinute = 29'833'333;  // of the test's traffic, since the epoch
constexpr Micros kMinute = 60 * kMicrosPerSecond;

enum Place : std::uint32_t { kClient, kFront, kPayments, kStock };

Call call(Place from, Place to) {
    Call made;
    made.from = from;
    made.to = to;
    return made;
}

// A request of a client to front, which calls payments and stock. Fails as `faulty` says.
TraceDigest request(std::int64_t minute, int number, const std::set<Place>& faulty) {
    TraceDigest digest;
    digest.services = {{.name = "front", .type = "client", .account_id = {}, .client = true},
                       {.name = "front", .type = {}, .account_id = {}, .root = true},
                       {.name = "payments", .type = "AWS::Lambda", .account_id = {}},
                       {.name = "stock", .type = {}, .account_id = {}}};
    digest.start = (kFirstMinute + minute) * kMinute + number * kMicrosPerSecond;
    for (const Place place : {kFront, kPayments, kStock}) {
        Visit visit;
        visit.service = place;
        visit.start = digest.start;
        visit.end = digest.start + kMicrosPerSecond / 2;
        visit.flags.fault = faulty.contains(place);
        visit.root = place == kFront;
        digest.visits.push_back(visit);
    }
    digest.calls = {call(kClient, kFront), call(kFront, kPayments), call(kFront, kStock)};
    return digest;
}

// What fails in the request of that number in a minute.
using Script = std::function<std::set<Place>(std::int64_t minute, int number)>;

InsightTraffic traffic_of(std::int64_t minutes, int a_minute, const Script& script) {
    InsightTraffic traffic;
    for (std::int64_t minute = 0; minute < minutes; ++minute) {
        for (int i = 0; i < a_minute; ++i) traffic.add(request(minute, i, script(minute, i)));
    }
    return traffic;
}

std::vector<Insight> insights_at(const InsightTraffic& traffic, std::int64_t minute) {
    return detect_insights(traffic, "g", (kFirstMinute + minute) * kMinute);
}

// Four of five calls of payments fail from minute 60 to 65, and with them the requests to front.
std::set<Place> payments_burst(std::int64_t minute, int number) {
    if (minute < 60 || minute >= 65 || number % 5 == 0) return {};
    return {kFront, kPayments};
}

std::vector<std::string> names_of(const std::vector<InsightService>& services) {
    std::vector<std::string> names;
    for (const InsightService& service : services) names.push_back(service.name);
    return names;
}

}  // namespace

TEST_CASE("insights: an incident is one insight, from its beginning to its end", "[insights]") {
    const InsightTraffic traffic = traffic_of(80, 10, payments_burst);
    CHECK(insights_at(traffic, 60).empty());

    const std::vector<Insight> at_62 = insights_at(traffic, 62);
    REQUIRE(at_62.size() == 1);
    CHECK(at_62[0].active());
    CHECK(at_62[0].client == RequestImpact{16, 4, 20});

    const std::vector<Insight> found = insights_at(traffic, 80);
    REQUIRE(found.size() == 1);
    const Insight& insight = found[0];
    CHECK(insight.id == at_62[0].id);
    CHECK(insight.root_cause == InsightService{"payments", "AWS::Lambda", {}});
    CHECK(insight.start == (kFirstMinute + 60) * kMinute);
    CHECK(insight.end == (kFirstMinute + 65) * kMinute);
    CHECK(insight.updated == (kFirstMinute + 68) * kMinute);
    CHECK(insight.client == RequestImpact{40, 10, 50});
    CHECK(insight.root_cause_requests == RequestImpact{40, 10, 50});
    CHECK(names_of(insight.anomalous) == std::vector<std::string>{"front", "payments"});
    CHECK(insight.summary ==
          "More requests failed than expected. 80% were faults where at most 5% were expected, among the "
          "requests to payments (AWS::Lambda).");
}

TEST_CASE("insights: events tell of the beginning, of growth and of the end", "[insights]") {
    const std::vector<Insight> found = insights_at(traffic_of(80, 10, payments_burst), 80);
    REQUIRE(found.size() == 1);
    const std::vector<InsightEvent>& events = found[0].events;
    REQUIRE(events.size() == 4);
    CHECK(events[0].summary == found[0].summary);
    CHECK(events[0].client == RequestImpact{8, 2, 10});
    CHECK(events[1].root_cause == RequestImpact{16, 4, 20});
    CHECK(events[2].root_cause == RequestImpact{32, 8, 40});
    CHECK(events[3].time == found[0].updated);
    CHECK(
        events[1].summary ==
        "The number of faults has doubled. 16 of 20 requests from clients and 16 of 20 requests to payments "
        "(AWS::Lambda) were faults.");
    CHECK(events[3].summary ==
          "The insight is closed. There are no longer more faults than expected at payments (AWS::Lambda).");
    // Grafana's plugin shows what stands between the first point and the second.
    for (const InsightEvent& event : events) {
        const std::size_t first = event.summary.find('.');
        CHECK(event.summary.find(". ") == first);
        CHECK(event.summary.find('.', first + 1) == event.summary.size() - 1);
    }
    for (std::size_t i = 1; i < events.size(); ++i) CHECK(events[i - 1].time < events[i].time);
}

TEST_CASE("insights: normal traffic has none, whatever its usual share of faults", "[insights]") {
    const int one_in = GENERATE(0, 20, 5, 2);
    const InsightTraffic traffic = traffic_of(120, 20, [one_in](std::int64_t, int number) {
        return one_in > 0 && number % one_in == 0 ? std::set<Place>{kFront, kPayments} : std::set<Place>{};
    });
    CHECK(insights_at(traffic, 120).empty());
}

TEST_CASE("insights: a service without a past is not judged", "[insights]") {
    const InsightTraffic traffic = traffic_of(9, 10, [](std::int64_t minute, int) {
        return minute >= 6 ? std::set<Place>{kPayments} : std::set<Place>{};
    });
    CHECK(insights_at(traffic, 9).empty());
}

TEST_CASE("insights: one request a minute is enough", "[insights]") {
    const InsightTraffic traffic = traffic_of(100, 1, [](std::int64_t minute, int) {
        return minute >= 60 && minute < 70 ? std::set<Place>{kFront, kPayments} : std::set<Place>{};
    });
    const std::vector<Insight> found = insights_at(traffic, 100);
    REQUIRE(found.size() == 1);
    CHECK(found[0].root_cause.name == "payments");
    CHECK_FALSE(found[0].active());
}

TEST_CASE("insights: two causes at once are two insights", "[insights]") {
    const InsightTraffic traffic = traffic_of(80, 10, [](std::int64_t minute, int number) {
        if (minute < 60 || minute >= 65) return std::set<Place>{};
        return number % 2 == 0 ? std::set<Place>{kFront, kPayments} : std::set<Place>{kFront, kStock};
    });
    std::set<std::string> causes;
    std::set<std::string> ids;
    for (const Insight& insight : insights_at(traffic, 80)) {
        CHECK_FALSE(insight.active());
        causes.insert(insight.root_cause.name);
        ids.insert(insight.id);
    }
    CHECK(causes == std::set<std::string>{"payments", "stock"});
    CHECK(ids.size() == 2);
}

TEST_CASE("insights: a cause that shows later takes the insight over", "[insights]") {
    const InsightTraffic traffic = traffic_of(80, 10, [](std::int64_t minute, int) {
        if (minute < 60 || minute >= 66) return std::set<Place>{};
        return minute == 60 ? std::set<Place>{kFront} : std::set<Place>{kFront, kPayments};
    });
    const std::vector<Insight> early = insights_at(traffic, 61);
    const std::vector<Insight> late = insights_at(traffic, 80);
    REQUIRE(early.size() == 1);
    REQUIRE(late.size() == 1);
    CHECK(early[0].root_cause.name == "front");
    CHECK(late[0].root_cause.name == "payments");
    CHECK(early[0].id == late[0].id);
    CHECK(late[0].root_cause_requests == RequestImpact{50, 10, 60});
    CHECK(late[0].client == RequestImpact{60, 0, 60});
}

TEST_CASE("insights: without traffic an insight stays open for an hour", "[insights]") {
    const InsightTraffic traffic = traffic_of(65, 10, payments_burst);
    REQUIRE(insights_at(traffic, 124).size() == 1);
    CHECK(insights_at(traffic, 124)[0].active());
    CHECK_FALSE(insights_at(traffic, 125)[0].active());
}

TEST_CASE("insights: neither the order of traces nor the time of reading makes a difference", "[insights]") {
    InsightTraffic backwards;
    for (std::int64_t minute = 79; minute >= 0; --minute) {
        for (int i = 9; i >= 0; --i) backwards.add(request(minute, i, payments_burst(minute, i)));
    }
    const InsightTraffic forwards = traffic_of(80, 10, payments_burst);
    for (std::int64_t minute = 61; minute <= 80; ++minute) {
        const std::vector<Insight> a = insights_at(forwards, minute);
        const std::vector<Insight> b = insights_at(backwards, minute);
        REQUIRE(a.size() == 1);
        REQUIRE(b.size() == 1);
        CHECK(a[0].id == b[0].id);
        CHECK(a[0].id == insights_at(forwards, 80)[0].id);
        CHECK(a[0].events.size() == b[0].events.size());
    }
    CHECK(detect_insights(forwards, "h", (kFirstMinute + 80) * kMinute)[0].id !=
          insights_at(forwards, 80)[0].id);
}

TEST_CASE("insights: of services that call each other the one with the most faults is the cause",
          "[insights]") {
    const auto add_circle = [](InsightTraffic& traffic, std::int64_t minute, int number) {
        TraceDigest digest = request(minute, number, {});
        digest.calls.push_back(call(kStock, kPayments));
        digest.calls.push_back(call(kPayments, kStock));
        digest.visits[1].flags.fault = minute >= 60 && number < 8;
        digest.visits[2].flags.fault = minute >= 60 && number < 5;
        traffic.add(digest);
    };
    InsightTraffic traffic;
    for (std::int64_t minute = 0; minute < 63; ++minute) {
        for (int i = 0; i < 10; ++i) add_circle(traffic, minute, i);
    }
    const std::vector<Insight> found = insights_at(traffic, 63);
    REQUIRE(found.size() == 1);
    CHECK(found[0].root_cause.name == "payments");
    CHECK(names_of(found[0].anomalous) == std::vector<std::string>{"payments", "stock"});
}

}  // namespace xray
