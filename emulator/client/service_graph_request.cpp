// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/service_graph_request.hpp"

#include "emulator/client/time_range.hpp"

namespace xray::emulator {

CommandResult<std::string> fetch_service_graph(const EmulatorClient& client) {
    CommandResult<std::string> graph;
    for (const TimeRange& range : widest_ranges()) {
        graph = body_of(client.post("/ServiceGraph", "{\"StartTime\":" + std::to_string(range.start) +
                                                         ",\"EndTime\":" + std::to_string(range.end) + "}"));
        if (graph || graph.error().exit_code != kMisuse) break;
    }
    return graph;
}

}  // namespace xray::emulator
