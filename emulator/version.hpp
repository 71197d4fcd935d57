// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace xray::emulator {

// The project's version, as the build knows it: "0.1.0".
[[nodiscard]] std::string_view version();

// Compiler, system and libraries that the binary was built with: "GNU 12.2.0 for Linux x86_64, Boost 1.81.0,
// …".
[[nodiscard]] std::string_view build_description();

}  // namespace xray::emulator
