// SPDX-License-Identifier: Apache-2.0
#include "api/groups/time_range.hpp"

#include "api/request/api_errors.hpp"

namespace xray::api {
namespace {

constexpr Micros kMinute = 60 * kMicrosPerSecond;
constexpr Micros kHour = 60 * kMinute;

bool means_now(Micros end, Micros now) {
    return end % kMicrosPerSecond == 0 && end <= now + kMicrosPerSecond && end >= now - kMinute;
}

}  // namespace

Result<TimeRange> read_time_range(const Context& context, const RequestReader& request, int max_hours) {
    TimeRange range;
    range.from = request.required_time("StartTime");
    range.to = range.asked_to = request.required_time("EndTime");
    if (range.to < range.from) return fail(errors::end_before_start());
    if (context.strict) {
        if (range.to - range.from > max_hours * kHour) {
            return fail(errors::range_longer_than_hours(max_hours));
        }
    } else if (range.to > range.from && means_now(range.to, context.clock.now())) {
        range.to += kMicrosPerSecond;
    }
    return range;
}

}  // namespace xray::api
