// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/graph/time_series.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {

// Writes the list TimeSeriesServiceStatistics, newest first, `most` points of it. Returns the `to` of the
// query (TimeSeriesQuery) for the rest; nothing if there is none.
[[nodiscard]] std::optional<std::int64_t> write_time_series(JsonWriter& writer,
                                                            const TimeSeriesBuilder& series,
                                                            std::size_t most);

}  // namespace xray::api
