// SPDX-License-Identifier: Apache-2.0
#include "api/answers/time_series_json.hpp"

#include <cmath>
#include <map>
#include <string_view>

#include "api/answers/statistics_json.hpp"
#include "core/base/numbers.hpp"

namespace xray::api {
namespace {

void write_wanted_statistics(JsonWriter& writer, std::string_view key, const RequestStatistics& requests,
                             bool wanted) {
    writer.key(key);
    write_statistics_or_null(writer, wanted ? requests : RequestStatistics());
}

void write_forecast(JsonWriter& writer, const std::optional<FaultBaseline::Band>& forecast) {
    writer.begin_object();
    if (forecast) {
        writer.key("FaultCountHigh");
        writer.integer(saturated_integer(std::ceil(forecast->high)));
        writer.key("FaultCountLow");
        writer.integer(saturated_integer(std::floor(forecast->low)));
    }
    writer.end_object();
}

void write_response_times(JsonWriter& writer, const RequestStatistics& requests) {
    if (requests.total() == 0) return writer.null();
    write_histogram(writer, requests.response_times());
}

void write_point(JsonWriter& writer, std::int64_t timestamp, const TimeSeriesPoint& point, bool of_service) {
    writer.begin_object();
    write_wanted_statistics(writer, "EdgeSummaryStatistics", point.requests, !of_service);
    writer.key("ResponseTimeHistogram");
    write_response_times(writer, point.requests);
    writer.key("ServiceForecastStatistics");
    write_forecast(writer, point.forecast);
    write_wanted_statistics(writer, "ServiceSummaryStatistics", point.requests, of_service);
    writer.key("Timestamp");
    writer.real(static_cast<double>(timestamp));
    writer.end_object();
}

}  // namespace

std::optional<std::int64_t> write_time_series(JsonWriter& writer, const TimeSeriesBuilder& series,
                                              std::size_t most) {
    const std::map<std::int64_t, TimeSeriesPoint> points = series.points();
    std::optional<std::int64_t> rest;
    std::size_t written = 0;
    writer.begin_array();
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
        if (written == most) {
            rest = point->first + 1;
            break;
        }
        write_point(writer, point->first, point->second, series.of_service());
        ++written;
    }
    writer.end_array();
    return rest;
}

}  // namespace xray::api
