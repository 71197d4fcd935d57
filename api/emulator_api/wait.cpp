// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/context/context.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/kit/base_url.hpp"
#include "api/kit/trace_wait.hpp"
#include "api/kit/wait_request.hpp"

namespace xray::api {

// POST /_emulator/wait (api/kit/wait_request.hpp): answers as soon as what is asked for holds (TraceWait), at
// once or, by `later`, when it does. An expression that is not understood is answered as GetTraceSummaries
// answers it, any other misuse with 400.
HttpResponse wait_for_traces(Context& context, const HttpRequest& request) {
    Result<WaitCriteria> criteria = read_wait_request(request.body);
    if (!criteria) return plain_error(400, criteria.error().message);
    Result<TraceFilter> filter = TraceFilter::compile(context, criteria->expression);
    if (!filter) return error_response(filter.error());
    criteria->filter = std::move(*filter);
    const auto wait = std::make_shared<TraceWait>(context, std::move(*criteria), base_url(context, request));
    // In this order, nothing falls between the look at the store and the watching.
    context.watch.add(wait);
    if (std::optional<HttpResponse> answer = wait->look_at_all()) return std::move(*answer);
    HttpResponse response;
    response.later = wait;
    return response;
}

}  // namespace xray::api
