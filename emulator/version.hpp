// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace xray::emulator {

// The project's version, as the build knows it: "0.1.0".
[[nodiscard]] std::string_view version();

}  // namespace xray::emulator
