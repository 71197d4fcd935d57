// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {

// Where the emulator listens.
struct Listening {
    // As the sockets are bound: the wildcard address where they take what comes from anywhere.
    Endpoint udp;
    Endpoint tcp;
    // Where clients of this machine reach them.
    Endpoint daemon;
    Endpoint http;
};

// Whether others than this machine can reach one of the sockets.
[[nodiscard]] bool is_open_to_network(const Listening& listening);

// The warning about that.
[[nodiscard]] std::string network_warning(const Listening& listening);

// Lines to copy into a shell, for this machine and, where the network can reach the emulator, for other
// machines and containers, which know this one as `machine`.
[[nodiscard]] std::vector<std::string> export_lines(const Listening& listening, const std::string& region,
                                                    const std::string& machine);

}  // namespace xray::emulator
