// SPDX-License-Identifier: Apache-2.0
#include "emulator/version.hpp"

namespace xray::emulator {

std::string_view version() {
    return XRAY_EMULATOR_VERSION;
}

}  // namespace xray::emulator
