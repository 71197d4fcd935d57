// SPDX-License-Identifier: Apache-2.0
#include "core/insights/insight_detector.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/insights/insight_baseline.hpp"
#include "core/insights/insight_roots.hpp"
#include "core/insights/insight_text.hpp"

namespace xray {
namespace {

constexpr Micros kMinute = 60 * kMicrosPerSecond;

using Judgements = std::map<InsightService, FaultBaseline::Judgement>;

// An insight that is not closed yet.
struct OpenInsight {
    Insight insight;
    std::set<InsightService> involved;  // every service that was anomalous in it
    std::int64_t first_minute = 0;
    std::int64_t last_anomaly = 0;                   // minute
    std::int64_t calm_minutes = 0;                   // since then
    std::int64_t counted_to = 0;                     // minute up to which requests are counted
    std::map<InsightService, std::uint64_t> faults;  // of the involved services
};

class Detector {
public:
    Detector(const InsightTraffic& traffic, std::string_view group)
        : traffic_(traffic), group_(group), reach_(traffic) {}

    void step(std::int64_t minute, const InsightTraffic::Services& services);
    std::vector<Insight> finish(std::int64_t end_minute);

private:
    Judgements judge(std::int64_t minute, const InsightTraffic::Services& services);
    OpenInsight* find_open(const AnomalyRoot& root, const std::set<const OpenInsight*>& taken);
    OpenInsight& open(std::int64_t minute, const AnomalyRoot& root);
    void go_on(OpenInsight& open, std::int64_t minute, const AnomalyRoot& root, const Judgements& judgements);
    void tell(OpenInsight& open, std::int64_t minute, const InsightEvent& before, bool describes_root);
    void count(OpenInsight& open, std::int64_t minute);
    void recount(OpenInsight& open, std::int64_t minute);
    void close(OpenInsight& open, std::int64_t end_minute);
    void close_calm(std::int64_t minute, const Judgements& judgements);
    void close_silent(std::int64_t minute);
    void drop_closed();

    const InsightTraffic& traffic_;
    std::string_view group_;
    CallReach reach_;
    std::map<InsightService, FaultBaseline> baselines_;
    std::vector<OpenInsight> open_;
    std::vector<Insight> closed_;
};

Judgements Detector::judge(std::int64_t minute, const InsightTraffic::Services& services) {
    Judgements judgements;
    for (const auto& [service, traffic] : services) {
        judgements[service] = baselines_[service].judge(minute, traffic.requests);
    }
    return judgements;
}

void Detector::step(std::int64_t minute, const InsightTraffic::Services& services) {
    close_silent(minute);
    const Judgements judgements = judge(minute, services);
    std::map<InsightService, std::uint64_t> anomalous;
    for (const auto& [service, judgement] : judgements) {
        if (judgement.anomalous) anomalous[service] = services.at(service).requests.faults;
    }
    open_.reserve(open_.size() + anomalous.size());  // addresses stay while roots are matched
    std::set<const OpenInsight*> taken;
    for (const AnomalyRoot& root : find_roots(anomalous, reach_)) {
        OpenInsight* known = find_open(root, taken);
        OpenInsight& incident = known != nullptr ? *known : open(minute, root);
        taken.insert(&incident);
        go_on(incident, minute, root, judgements);
    }
    close_calm(minute, judgements);
    drop_closed();
}

// The insight that an anomaly belongs to: the one that has its root already, or, if no other anomaly of this
// minute took it, the one whose root turns out to be explained by this root.
OpenInsight* Detector::find_open(const AnomalyRoot& root, const std::set<const OpenInsight*>& taken) {
    const auto first = [this](const auto& condition) -> OpenInsight* {
        const auto found = std::find_if(open_.begin(), open_.end(), condition);
        return found == open_.end() ? nullptr : &*found;
    };
    if (OpenInsight* same =
            first([&](const OpenInsight& open) { return open.insight.root_cause == root.service; })) {
        return same;
    }
    if (OpenInsight* involved =
            first([&](const OpenInsight& open) { return open.involved.contains(root.service); })) {
        return involved;
    }
    return first([&](const OpenInsight& open) {
        return root.explained.contains(open.insight.root_cause) && !taken.contains(&open);
    });
}

OpenInsight& Detector::open(std::int64_t minute, const AnomalyRoot& root) {
    OpenInsight& opened = open_.emplace_back();
    opened.insight.id = insight_id(group_, minute, root.service);
    opened.insight.root_cause = root.service;
    opened.insight.start = minute * kMinute;
    opened.first_minute = minute;
    opened.counted_to = minute - 1;
    return opened;
}

void Detector::go_on(OpenInsight& open, std::int64_t minute, const AnomalyRoot& root,
                     const Judgements& judgements) {
    Insight& insight = open.insight;
    const bool is_new = insight.events.empty();
    InsightEvent before;
    if (!is_new) before = insight.events.back();
    open.last_anomaly = minute;
    open.calm_minutes = 0;
    const std::size_t known = open.involved.size();
    open.involved.insert(root.explained.begin(), root.explained.end());
    const InsightService& present = insight.root_cause;
    const bool is_deeper = reach_.reaches(present, root.service) && !reach_.reaches(root.service, present);
    const bool moved = present != root.service && is_deeper;
    if (moved) insight.root_cause = root.service;
    if (moved || open.involved.size() != known) {
        recount(open, minute);
    } else {
        count(open, minute);
    }
    if (is_new || moved) {
        insight.summary = describe_anomaly(insight.root_cause, judgements.at(insight.root_cause));
    }
    tell(open, minute, before, is_new || moved);
}

// An event for the beginning, for another root cause, for further services, and each time that the faults
// have doubled.
void Detector::tell(OpenInsight& open, std::int64_t minute, const InsightEvent& before, bool describes_root) {
    Insight& insight = open.insight;
    std::string summary;
    const std::set<InsightService> named(before.anomalous.begin(), before.anomalous.end());
    const std::set<InsightService> now(insight.anomalous.begin(), insight.anomalous.end());
    if (describes_root) {
        summary = insight.summary;
    } else if (named != now) {
        summary = describe_services(insight.anomalous);
    } else if (insight.client.faults >= 2 * std::max<std::uint64_t>(before.client.faults, 1) ||
               insight.root_cause_requests.faults >=
                   2 * std::max<std::uint64_t>(before.root_cause.faults, 1)) {
        summary = describe_impact(insight.root_cause, insight.root_cause_requests, insight.client);
    } else {
        return;
    }
    insight.updated = (minute + 1) * kMinute;
    insight.events.push_back({insight.updated, std::move(summary), insight.client,
                              insight.root_cause_requests, insight.anomalous});
}

void Detector::count(OpenInsight& open, std::int64_t minute) {
    Insight& insight = open.insight;
    const auto end = traffic_.minutes().upper_bound(minute);
    for (auto at = traffic_.minutes().upper_bound(open.counted_to); at != end; ++at) {
        for (const auto& [service, traffic] : at->second) {
            const bool is_root = service == insight.root_cause;
            if (is_root) insight.root_cause_requests += traffic.requests;
            if (traffic.entries.total > 0 && (is_root || reach_.reaches(service, insight.root_cause))) {
                insight.client += traffic.entries;
            }
            if (open.involved.contains(service)) open.faults[service] += traffic.requests.faults;
        }
    }
    open.counted_to = minute;
    insight.anomalous.assign(open.involved.begin(), open.involved.end());
    std::stable_sort(insight.anomalous.begin(), insight.anomalous.end(),
                     [&](const auto& a, const auto& b) { return open.faults[a] > open.faults[b]; });
    if (insight.anomalous.size() > kTopAnomalousServices) insight.anomalous.resize(kTopAnomalousServices);
}

void Detector::recount(OpenInsight& open, std::int64_t minute) {
    open.insight.client = {};
    open.insight.root_cause_requests = {};
    open.faults.clear();
    open.counted_to = open.first_minute - 1;
    count(open, minute);
}

void Detector::close(OpenInsight& open, std::int64_t end_minute) {
    Insight& insight = open.insight;
    insight.end = (open.last_anomaly + 1) * kMinute;
    insight.updated = end_minute * kMinute;
    insight.events.push_back({insight.updated, describe_end(insight.root_cause), insight.client,
                              insight.root_cause_requests, insight.anomalous});
}

void Detector::close_calm(std::int64_t minute, const Judgements& judgements) {
    for (OpenInsight& open : open_) {
        if (open.last_anomaly == minute) continue;
        const bool had_requests =
            std::any_of(open.involved.begin(), open.involved.end(),
                        [&](const InsightService& service) { return judgements.contains(service); });
        if (had_requests && ++open.calm_minutes >= kInsightCalmMinutes) close(open, minute + 1);
    }
}

void Detector::close_silent(std::int64_t minute) {
    for (OpenInsight& open : open_) {
        const std::int64_t silent_to = open.last_anomaly + 1 + kInsightSilentMinutes;
        if (minute >= silent_to) close(open, silent_to);
    }
    drop_closed();
}

void Detector::drop_closed() {
    const auto first_closed = std::stable_partition(
        open_.begin(), open_.end(), [](const OpenInsight& open) { return open.insight.active(); });
    for (auto closed = first_closed; closed != open_.end(); ++closed) {
        closed_.push_back(std::move(closed->insight));
    }
    open_.erase(first_closed, open_.end());
}

std::vector<Insight> Detector::finish(std::int64_t end_minute) {
    close_silent(end_minute);
    for (OpenInsight& open : open_) closed_.push_back(std::move(open.insight));
    return std::move(closed_);
}

}  // namespace

std::vector<Insight> detect_insights(const InsightTraffic& traffic, std::string_view group, Micros now) {
    const std::int64_t end_minute = insight_minute(now);
    Detector detector(traffic, group);
    for (const auto& [minute, services] : traffic.minutes()) {
        if (minute >= end_minute) break;
        detector.step(minute, services);
    }
    return detector.finish(end_minute);
}

}  // namespace xray
