// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// POST /_emulator/wait with {"FilterExpression":…,"Count":1,"TimeoutSeconds":5,"Partial":false}, all of them
// optional: answers as soon as at least Count traces match (TraceWait), at once or, by `later`, when they
// have come. An expression that is not understood is answered as GetTraceSummaries answers it, any other
// misuse with 400.
[[nodiscard]] HttpResponse wait_for_traces(Context& context, const HttpRequest& request);

}  // namespace xray::api
