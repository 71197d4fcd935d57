// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace xray::emulator {

// Asks the emulator at `url` (http://HOST[:PORT] or https://HOST[:PORT]) for its health and returns the
// answer. An error is one line: no answer within 3 s, or one that is not 200.
[[nodiscard]] tl::expected<std::string, std::string> check_health(const std::string& url);

}  // namespace xray::emulator
