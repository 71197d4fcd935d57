// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/client/client_command.hpp"
#include "emulator/client/emulator_client.hpp"
#include "emulator/run/run_report.hpp"

namespace xray::emulator {

// Whether the console is part of this binary, whose pages the report has.
[[nodiscard]] bool can_write_html_report();

// The console's pages as one file, with the outcome, the service graph and the newest traces of the emulator
// in it: at most 1000 of them, of at most 32 MiB. The file says how many it leaves out.
[[nodiscard]] CommandResult<std::string> html_report(const EmulatorClient& client, const RunOutcome& outcome);

}  // namespace xray::emulator
