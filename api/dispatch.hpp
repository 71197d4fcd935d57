// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// The whole HTTP surface as one function. A request goes through the web guard, is looked up in the table of
// routes (api/routes.hpp), freed of its content coding, checked against the service model where it is for an
// operation, and answered by its handler. What has no handler is answered 404, or 405 with Allow; HEAD as
// GET, without the body. Never throws: an unexpected exception becomes a 500 InternalFailure.
//
// Blocks while the handler runs (SQL, waiting for a commit): call it from a worker thread, never from an I/O
// thread. May be called from many threads at once.
[[nodiscard]] HttpResponse dispatch(Context& context, HttpRequest request);

}  // namespace xray::api
