// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/print.hpp"

#include <iostream>

#include "emulator/process/printable.hpp"

namespace xray::emulator {

int print(const PrintedAnswer& answer) {
    (answer.exit_code == 0 ? std::cout : std::cerr) << printable(answer.text, Layout::kLines) << std::flush;
    return answer.exit_code;
}

}  // namespace xray::emulator
