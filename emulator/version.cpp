// SPDX-License-Identifier: Apache-2.0
#include "emulator/version.hpp"

namespace xray::emulator {

std::string_view version() {
    return XRAY_EMULATOR_VERSION;
}

std::string_view build_description() {
    return XRAY_EMULATOR_BUILD;
}

}  // namespace xray::emulator
