// SPDX-License-Identifier: Apache-2.0
#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "api/kit/base_url.hpp"
#include "api/kit/begin_wait.hpp"

namespace xray::api {

// POST /_emulator/wait: answers as soon as what is asked for holds, at once or, by `later`, when it does
// (begin_wait()).
HttpResponse wait_for_traces(Context& context, const HttpRequest& request) {
    return begin_wait(context, request.body, base_url(context, request));
}

}  // namespace xray::api
