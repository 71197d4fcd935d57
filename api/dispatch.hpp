// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// The whole HTTP surface as one function: the X-Ray API at its service paths, OTLP at
// /v1/traces, /_emulator/..., /metrics. Finds
// the route, undoes gzip, runs the operation and writes the answer; adds x-amzn-RequestId and the service's
// other headers. Never throws: an unexpected exception becomes a 500 InternalFailure.
//
// Blocks while the operation runs (SQL, waiting for a commit): call it from a worker thread, never from an
// I/O thread. May be called from many threads at once.
[[nodiscard]] HttpResponse dispatch(Context& context, const HttpRequest& request);

}  // namespace xray::api
