// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "emulator/forward/target.hpp"

namespace xray::emulator {

// Whether a target is this emulator itself, as far as that can be told without asking anybody: its port is
// one of these, and its host an address of this machine, `localhost` or `machine_name`. Names that only a
// name server knows are found out by what comes back (Forwarder).
[[nodiscard]] bool leads_here(const ForwardTarget& target, std::span<const std::uint16_t> own_ports,
                              const std::string& machine_name);

}  // namespace xray::emulator
