// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/context/context.hpp"

namespace xray::api {

// Why traces that somebody waits for may not be there, each reason in a line: what was refused, that
// nothing has come, and what the doctor has found about times and annotations. `traces`: how many there are.
[[nodiscard]] std::vector<std::string> hints(Context& context, const std::string& base_url,
                                             std::uint64_t traces);

}  // namespace xray::api
