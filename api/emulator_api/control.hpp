// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// What a test needs and X-Ray has not: everything under /_emulator/. Unknown paths answer 404, wrong methods
// 405 with Allow. `request` has no content coding left. Nothing when the path is outside of /_emulator/.
[[nodiscard]] std::optional<HttpResponse> handle_control(Context& context, const HttpRequest& request);

}  // namespace xray::api
