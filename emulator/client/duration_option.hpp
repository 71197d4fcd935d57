// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "emulator/client/expectation.hpp"

namespace xray::emulator {

// Reads --within and --quiet-time; an empty quiet time is none. The error names the option that is wrong.
[[nodiscard]] tl::expected<Patience, std::string> read_patience(const std::string& within,
                                                                const std::string& quiet_time);

}  // namespace xray::emulator
