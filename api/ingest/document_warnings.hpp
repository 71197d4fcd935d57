// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/segment/segment_validator.hpp"

namespace xray::api {

struct TimeWarning {
    std::string_view reason;
    std::string explanation;
};

// What is odd about the times of a document that passed the rules, at the time `now`: milliseconds where
// seconds belong, an end before the start, a start more than an hour in the future. The service takes all of
// them in silence (seen 2026-09); queries then do not find what they were sent for.
[[nodiscard]] std::optional<TimeWarning> find_time_warning(const DocumentIdentity& document, Micros now);

}  // namespace xray::api
