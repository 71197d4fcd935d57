// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/config/config.hpp"

namespace xray::emulator {

// Writes it where it belongs, as a terminal may have it; returns its exit code.
int print(const PrintedAnswer& answer);

}  // namespace xray::emulator
