// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "emulator/config/options.hpp"
#include "emulator/config/serve_config.hpp"

namespace xray::emulator {

// The configuration that the options come to, with the defaults of what nobody gave. The error is one line
// that names the value, where it came from and what is accepted.
[[nodiscard]] tl::expected<ServeConfig, std::string> make_serve_config(OptionLayer options);

}  // namespace xray::emulator
