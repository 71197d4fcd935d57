// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "emulator/client/client_command.hpp"
#include "emulator/client/emulator_client.hpp"

namespace xray::emulator {

// The summaries of the traces that match, as a list, newest first, page by page until there are `most`; there
// may be some more. An empty filter matches every trace.
[[nodiscard]] CommandResult<nlohmann::json> fetch_summaries(const EmulatorClient& client,
                                                            const std::string& filter, std::size_t most);

}  // namespace xray::emulator
