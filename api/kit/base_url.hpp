// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// Where the client reaches the emulator, for links: what it wrote into the Host header, since only it knows
// which port of which machine leads here; else the address of the daemon's protocol, whose number is the
// same.
[[nodiscard]] std::string base_url(const Context& context, const HttpRequest& request);

}  // namespace xray::api
