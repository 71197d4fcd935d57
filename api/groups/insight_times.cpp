// SPDX-License-Identifier: Apache-2.0
#include "api/groups/insight_times.hpp"

#include "api/request/api_errors.hpp"

namespace xray::api {
namespace {

constexpr Micros kDay = 24 * 3600 * kMicrosPerSecond;

}  // namespace

Result<TimeRange> read_insight_times(const Context& context, const RequestReader& request, int max_hours) {
    Result<TimeRange> range = read_time_range(context, request, max_hours);
    if (!range) return range;
    if (context.strict && range->from < context.clock.now() - kMaxInsightAgeDays * kDay) {
        return fail(errors::insights_too_old(kMaxInsightAgeDays));
    }
    return range;
}

}  // namespace xray::api
