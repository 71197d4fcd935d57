// SPDX-License-Identifier: Apache-2.0
#include "core/time_series.hpp"

#include <variant>

#include "core/filter/evaluator.hpp"

namespace xray {
namespace {

constexpr std::int64_t kMinute = 60;

std::int64_t round_up(std::int64_t seconds, std::int64_t step) {
    const std::int64_t rest = seconds % step;
    if (rest == 0) return seconds;
    return seconds - rest + (rest > 0 ? step : 0);
}

}  // namespace

TimeSeriesBuilder::TimeSeriesBuilder(std::int64_t from_second, std::int64_t to_second, std::int64_t period,
                                     const filter::EntitySelector* selector, std::string_view own_account)
    : from_second_(from_second),
      to_second_(to_second),
      period_(period),
      selector_(selector),
      own_account_(own_account) {}

void TimeSeriesBuilder::add(const TraceDigest& digest) {
    const std::int64_t minute_end = round_up(floor_seconds(digest.updated) + 1, kMinute);
    if (minute_end < from_second_ || minute_end >= to_second_) return;
    add_requests(digest, points_[round_up(minute_end, period_)]);
}

bool TimeSeriesBuilder::selects(const TraceDigest& digest, const Call& call) const {
    const DigestService& from = digest.services[call.from];
    if (selector_ == nullptr) return from.client;
    const auto& edge = std::get<filter::EdgeClause>(*selector_);
    return filter::matches_node(edge.source, from, own_account_) &&
           filter::matches_node(edge.destination, digest.services[call.to], own_account_);
}

void TimeSeriesBuilder::add_requests(const TraceDigest& digest, RequestStatistics& point) const {
    if (selector_ != nullptr && std::holds_alternative<filter::ServiceClause>(*selector_)) {
        const filter::NodeSelector& node = std::get<filter::ServiceClause>(*selector_).node;
        for (const Visit& visit : digest.visits) {
            if (!visit.end || !filter::matches_node(node, digest.services[visit.service], own_account_))
                continue;
            point.add(visit.flags, *visit.end - visit.start);
        }
        return;
    }
    for (const Call& call : digest.calls) {
        if (call.end && selects(digest, call)) point.add(call.flags, *call.end - call.start);
    }
}

void TimeSeriesBuilder::write(JsonWriter& writer) const {
    const bool of_service = selector_ != nullptr && std::holds_alternative<filter::ServiceClause>(*selector_);
    const auto write_summary = [&writer](std::string_view key, const RequestStatistics* statistics) {
        writer.key(key);
        statistics == nullptr || statistics->total() == 0 ? writer.null() : statistics->write_summary(writer);
    };
    writer.begin_array();
    for (auto point = points_.rbegin(); point != points_.rend(); ++point) {
        const RequestStatistics& statistics = point->second;
        writer.begin_object();
        write_summary("EdgeSummaryStatistics", of_service ? nullptr : &statistics);
        writer.key("ResponseTimeHistogram");
        statistics.total() == 0 ? writer.null() : write_histogram(writer, statistics.response_times());
        writer.key("ServiceForecastStatistics");
        writer.begin_object();
        writer.end_object();
        write_summary("ServiceSummaryStatistics", of_service ? &statistics : nullptr);
        writer.key("Timestamp");
        writer.real(static_cast<double>(point->first));
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace xray
