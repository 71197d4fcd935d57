// SPDX-License-Identifier: Apache-2.0
#include "core/graph/time_series.hpp"

#include <variant>

#include "core/base/floor_divide.hpp"
#include "core/filter/evaluator.hpp"

namespace xray {
namespace {

constexpr std::int64_t kMinute = 60;

std::int64_t round_up(std::int64_t seconds, std::int64_t step) {
    return -floor_divide(-seconds, step) * step;
}

DigestService service_of(const GraphNode& node) {
    DigestService service;
    service.name = node.name;
    service.type = node.type;
    service.account_id = node.account_id;
    service.client = node.client;
    return service;
}

}  // namespace

TimeSeriesBuilder::TimeSeriesBuilder(const TimeSeriesQuery& query) : query_(query) {}

std::int64_t TimeSeriesBuilder::first_minute() const {
    const std::int64_t first = floor_divide(round_up(query_.from, kMinute), kMinute) - 1;
    return query_.forecast ? first - kHistoryMinutes : first;
}

std::int64_t TimeSeriesBuilder::end_minute() const {
    return floor_divide(round_up(query_.to, kMinute), kMinute) - 1;
}

void TimeSeriesBuilder::add(const TraceDigest& digest) {
    const std::int64_t minute = floor_divide(floor_seconds(digest.updated), kMinute);
    if (minute < first_minute() || minute >= end_minute()) return;
    RequestStatistics& requests = minutes_[minute];
    if (of_service()) {
        for (const Visit& visit : digest.visits) {
            if (!visit.end || !selects(digest.services[visit.service])) continue;
            requests.add(visit.flags, *visit.end - visit.start);
        }
        return;
    }
    for (const Call& call : digest.calls) {
        if (!call.end || !selects(digest.services[call.from], digest.services[call.to])) continue;
        requests.add(call.flags, *call.end - call.start);
    }
}

void TimeSeriesBuilder::add(std::int64_t minute, const ServiceGraph& graph) {
    if (minute < first_minute() || minute >= end_minute()) return;
    RequestStatistics& requests = minutes_[minute];
    for (const GraphNode& node : graph.nodes) {
        if (of_service()) {
            if (selects(service_of(node))) requests.add(node.requests);
            continue;
        }
        for (const auto& [target, edge] : node.edges) {
            if (selects(service_of(node), service_of(graph.nodes[target]))) requests.add(edge.calls);
        }
    }
}

bool TimeSeriesBuilder::of_service() const {
    return query_.selector != nullptr && std::holds_alternative<filter::ServiceClause>(*query_.selector);
}

bool TimeSeriesBuilder::selects(const DigestService& service) const {
    const auto& clause = std::get<filter::ServiceClause>(*query_.selector);
    return filter::matches_node(clause.node, service, query_.own_account);
}

bool TimeSeriesBuilder::selects(const DigestService& from, const DigestService& to) const {
    if (query_.selector == nullptr) return from.client;
    const auto& edge = std::get<filter::EdgeClause>(*query_.selector);
    return filter::matches_node(edge.source, from, query_.own_account) &&
           filter::matches_node(edge.destination, to, query_.own_account);
}

std::map<std::int64_t, TimeSeriesPoint> TimeSeriesBuilder::points() const {
    std::map<std::int64_t, TimeSeriesPoint> points;
    FaultBaseline baseline;
    for (const auto& [minute, requests] : minutes_) {
        std::optional<FaultBaseline::Band> band;
        if (query_.forecast && of_service() && requests.total() > 0) {
            RequestImpact impact;
            impact.faults = static_cast<std::uint64_t>(requests.faults());
            impact.total = static_cast<std::uint64_t>(requests.total());
            band = baseline.expected_faults(impact.total);
            baseline.judge(minute, impact);
        }
        const std::int64_t minute_end = (minute + 1) * kMinute;
        if (minute_end < query_.from) continue;
        TimeSeriesPoint& point = points[round_up(minute_end, query_.period)];
        point.requests.add(requests);
        if (!band) continue;
        if (!point.forecast) point.forecast.emplace();
        point.forecast->low += band->low;
        point.forecast->high += band->high;
    }
    return points;
}

}  // namespace xray
