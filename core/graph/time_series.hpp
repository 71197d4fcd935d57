// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"
#include "core/graph/graph_statistics.hpp"
#include "core/graph/service_graph.hpp"
#include "core/insights/insight_baseline.hpp"

namespace xray {

// What GetTimeSeriesServiceStatistics was asked for. Times are epoch seconds.
struct TimeSeriesQuery {
    std::int64_t from = 0;  // points whose minute ends in [from, to)
    std::int64_t to = 0;
    std::int64_t period = 60;  // seconds: 60 or 300
    // None: the requests of clients to entry points are counted. Outlives the query.
    const filter::EntitySelector* selector = nullptr;
    std::string_view own_account;
    bool forecast = false;  // of faults, where a service is selected
};

// What happened in one period.
struct TimeSeriesPoint {
    RequestStatistics requests;
    std::optional<FaultBaseline::Band> forecast;  // of faults, where one was asked for and could be made
};

// Folds traces into the points of GetTimeSeriesServiceStatistics. A trace counts in the minute in which it
// was received; a point bears the end of its period (answers of the service to deliberate probes).
class TimeSeriesBuilder {
public:
    // A forecast looks at what was normal before.
    static constexpr std::int64_t kHistoryMinutes = 2 * FaultBaseline::kBaselineMinutes;

    explicit TimeSeriesBuilder(const TimeSeriesQuery& query);

    // The minutes since the epoch whose traces are to be added: [first_minute(), end_minute()).
    [[nodiscard]] std::int64_t first_minute() const;
    [[nodiscard]] std::int64_t end_minute() const;

    // Adds a trace. One of other minutes makes no difference.
    void add(const TraceDigest& digest);

    // Adds the traces of one minute.
    void add(std::int64_t minute, const ServiceGraph& graph);

    // The points by the end of their periods, in seconds since the epoch.
    [[nodiscard]] std::map<std::int64_t, TimeSeriesPoint> points() const;

    // Whether requests of a service are counted, else calls over edges.
    [[nodiscard]] bool of_service() const;

private:
    [[nodiscard]] bool selects(const DigestService& service) const;
    [[nodiscard]] bool selects(const DigestService& from, const DigestService& to) const;

    TimeSeriesQuery query_;
    std::map<std::int64_t, RequestStatistics> minutes_;  // since the epoch
};

}  // namespace xray
