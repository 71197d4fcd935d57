// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "core/filter/ast.hpp"
#include "core/graph_statistics.hpp"
#include "core/json_writer.hpp"
#include "core/time.hpp"
#include "core/trace_digest.hpp"

namespace xray {

// Folds traces into the points of GetTimeSeriesServiceStatistics. A trace counts in the minute in which it
// was received; a point bears the end of its period (answers of the service to deliberate probes).
class TimeSeriesBuilder {
public:
    // Points whose minute ends in [from_second, to_second), in periods of `period` seconds (60 or 300).
    // Without a selector the requests of clients to entry points are counted.
    TimeSeriesBuilder(std::int64_t from_second, std::int64_t to_second, std::int64_t period,
                      const filter::EntitySelector* selector, std::string_view own_account);

    void add(const TraceDigest& digest);

    // Writes the list TimeSeriesServiceStatistics, newest first.
    void write(JsonWriter& writer) const;

private:
    void add_requests(const TraceDigest& digest, RequestStatistics& point) const;
    [[nodiscard]] bool selects(const TraceDigest& digest, const Call& call) const;

    std::int64_t from_second_;
    std::int64_t to_second_;
    std::int64_t period_;
    const filter::EntitySelector* selector_;
    std::string_view own_account_;
    std::map<std::int64_t, RequestStatistics> points_;  // by the end of the period
};

}  // namespace xray
