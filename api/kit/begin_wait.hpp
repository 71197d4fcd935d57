// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// Begins a wait for traces (TraceWait) as the body of POST /_emulator/wait asks for it
// (api/kit/wait_request.hpp). The answer is there at once, or comes `later`. An expression that is not
// understood is answered as GetTraceSummaries answers it, any other misuse with 400. `base_url`: where the
// client reaches the emulator, for links.
[[nodiscard]] HttpResponse begin_wait(Context& context, std::string_view body, std::string base_url);

}  // namespace xray::api
