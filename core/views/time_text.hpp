// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/time.hpp"

namespace xray {

// A length as people read it: "0.803 s", cut as X-Ray cuts durations (rounded_seconds()).
[[nodiscard]] std::string seconds_text(Micros length);

// A point in time in UTC, to the second: "2026-09-22 10:13:20"; "-" for one that no calendar has.
[[nodiscard]] std::string date_text(Micros time);

}  // namespace xray
