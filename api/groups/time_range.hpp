// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "core/base/time.hpp"

namespace xray::api {

// StartTime and EndTime of a query: [from, to).
struct TimeRange {
    Micros from = 0;
    Micros to = 0;
    Micros asked_to = 0;  // EndTime as the client sent it
};

// Reads StartTime and EndTime. With --strict a range above `max_hours` is refused, as the service does.
//
// An EndTime in whole seconds of the last minute takes in its whole second: AWS's SDKs and `date +%s` cut the
// fraction off, and the emulator, unlike the service, knows a trace in the very second in which it was sent
// (docs/fidelity.md).
[[nodiscard]] Result<TimeRange> read_time_range(const Context& context, const RequestReader& request,
                                                int max_hours);

}  // namespace xray::api
