// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/client/client_command.hpp"
#include "emulator/client/emulator_client.hpp"

namespace xray::emulator {

// The service graph of all that is stored, as GetServiceGraph answers it.
[[nodiscard]] CommandResult<std::string> fetch_service_graph(const EmulatorClient& client);

}  // namespace xray::emulator
