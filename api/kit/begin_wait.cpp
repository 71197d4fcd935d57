// SPDX-License-Identifier: Apache-2.0
#include "api/kit/begin_wait.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "api/http/error_response.hpp"
#include "api/kit/trace_wait.hpp"
#include "api/kit/wait_request.hpp"

namespace xray::api {

HttpResponse begin_wait(Context& context, std::string_view body, std::string base_url) {
    Result<WaitCriteria> criteria = read_wait_request(body);
    if (!criteria) return plain_error(400, criteria.error().message);
    Result<TraceFilter> filter = TraceFilter::compile(context, criteria->expression);
    if (!filter) return error_response(filter.error());
    criteria->filter = std::move(*filter);
    const auto wait = std::make_shared<TraceWait>(context, std::move(*criteria), std::move(base_url));
    // In this order, nothing falls between the look at the store and the watching.
    context.watch.add(wait);
    if (std::optional<HttpResponse> answer = wait->look_at_all()) return std::move(*answer);
    HttpResponse response;
    response.later = wait;
    return response;
}

}  // namespace xray::api
