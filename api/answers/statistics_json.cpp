// SPDX-License-Identifier: Apache-2.0
#include "api/answers/statistics_json.hpp"

#include <cstdint>
#include <string_view>

#include "core/base/numbers.hpp"
#include "core/base/time.hpp"

namespace xray::api {

void write_statistics(JsonWriter& writer, const RequestStatistics& statistics) {
    const auto count = [&writer](std::string_view key, std::int64_t value) {
        writer.key(key);
        writer.integer(value);
    };
    writer.begin_object();
    writer.key("ErrorStatistics");
    writer.begin_object();
    count("OtherCount", statistics.errors());
    count("ThrottleCount", statistics.throttles());
    count("TotalCount", add_wrapping(statistics.errors(), statistics.throttles()));
    writer.end_object();
    writer.key("FaultStatistics");
    writer.begin_object();
    count("OtherCount", statistics.faults());
    count("TotalCount", statistics.faults());
    writer.end_object();
    count("OkCount", statistics.ok());
    count("TotalCount", statistics.total());
    writer.key("TotalResponseTime");
    writer.real(rounded_seconds(statistics.total_response_time()));
    writer.end_object();
}

void write_statistics_or_null(JsonWriter& writer, const RequestStatistics& statistics) {
    if (statistics.total() == 0) {
        writer.null();
    } else {
        write_statistics(writer, statistics);
    }
}

void write_histogram(JsonWriter& writer, const Histogram& histogram) {
    writer.begin_array();
    for (const HistogramEntry& entry : histogram.entries()) {
        writer.begin_object();
        writer.key("Count");
        writer.integer(entry.count);
        writer.key("Value");
        writer.real(entry.value);
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace xray::api
