// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/graph/graph_statistics.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {

// Writes {ErrorStatistics, FaultStatistics, OkCount, TotalCount, TotalResponseTime}: the members that
// ServiceStatistics and EdgeStatistics share. Seconds have 3 decimals.
void write_statistics(JsonWriter& writer, const RequestStatistics& statistics);

// The same, and null where nothing was counted.
void write_statistics_or_null(JsonWriter& writer, const RequestStatistics& statistics);

// Writes a list of {Count, Value}, by value in seconds.
void write_histogram(JsonWriter& writer, const Histogram& histogram);

}  // namespace xray::api
