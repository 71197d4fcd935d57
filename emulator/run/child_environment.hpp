// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/config/endpoint.hpp"
#include "emulator/config/environment.hpp"

namespace xray::emulator {

// The environment for a command that is to trace to an emulator: `environment`, with where it is, and where
// they are not set, with what AWS's SDKs insist on, and what makes OpenTelemetry send traces soon and nothing
// else.
[[nodiscard]] Environment child_environment(Environment environment, const Endpoint& http,
                                            const Endpoint& daemon);

}  // namespace xray::emulator
