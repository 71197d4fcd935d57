// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray::api {

// A small HTML page for whoever opens the emulator's address in a browser: what it is and where to look.
[[nodiscard]] std::string start_page(std::string_view version);

}  // namespace xray::api
