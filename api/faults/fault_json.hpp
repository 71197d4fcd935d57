// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "api/faults/fault_list.hpp"

namespace xray::api {

// Reads `{"faults":[{"operation":…, "error"|"delayMs"|"drop":…, "count"|"share":…}]}`: at most 1000 faults,
// of which each has an operation and one effect. Error kInvalidRequest, which names the fault and the member.
[[nodiscard]] Result<std::vector<Fault>> read_faults(std::string_view body);

// The same back, `count` being what is left of it, with `applied` where a fault has met a call.
[[nodiscard]] nlohmann::json write_faults(const std::vector<Fault>& faults);

}  // namespace xray::api
