// SPDX-License-Identifier: Apache-2.0
#include "api/ingest/document_warnings.hpp"

#include <nlohmann/json.hpp>

namespace xray::api {
namespace {

// Clocks of two machines differ by less.
constexpr Micros kAhead = 3600 * kMicrosPerSecond;

std::string number(double value) {
    return nlohmann::json(value).dump();
}

}  // namespace

std::optional<TimeWarning> find_time_warning(const DocumentIdentity& document, Micros now) {
    const double start = document.start_time;
    const std::string start_text = "start_time " + number(start);
    if (start >= kLeastEpochMilliseconds) {
        return TimeWarning{"Milliseconds", start_text + " looks like milliseconds; X-Ray counts in seconds"};
    }
    if (document.end_time && *document.end_time < start) {
        return TimeWarning{"EndBeforeStart",
                           "end_time " + number(*document.end_time) + " is before " + start_text};
    }
    if (start > seconds_from_micros(now + kAhead)) {
        return TimeWarning{"InTheFuture", start_text +
                                              " is more than an hour in the future, so that queries "
                                              "for the last minutes do not find it"};
    }
    return std::nullopt;
}

}  // namespace xray::api
