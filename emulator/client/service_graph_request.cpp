// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/service_graph_request.hpp"

namespace xray::emulator {

CommandResult<std::string> fetch_service_graph(const EmulatorClient& client) {
    return body_of(client.post("/ServiceGraph", R"({"StartTime":0,"EndTime":4102444800})"));
}

}  // namespace xray::emulator
