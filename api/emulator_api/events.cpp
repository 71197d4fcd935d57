// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>

#include "api/context/context.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/http/event_stream.hpp"
#include "api/http/http_message.hpp"
#include "api/http/query_string.hpp"
#include "core/base/error.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"

namespace xray::api {
namespace {

Result<std::string> read_expression(const HttpRequest& request) {
    XRAY_TRY(const auto parameters, parse_query(request.query()));
    std::string expression;
    for (const auto& [name, value] : parameters) {
        if (name != "filter") {
            return fail(ErrorCode::kInvalidRequest,
                        "There is no parameter \"" + name + "\"; there is filter");
        }
        expression = value;
    }
    return expression;
}

}  // namespace

// GET /_emulator/events: the stream of TraceEvents::subscribe(). `?filter=EXPR` narrows it down to the traces
// that match; the header Last-Event-ID tells where the client has left off.
// Errors: kInvalidRequest for an expression that is not understood, other parameters, or a damaged query;
// kThrottled for more than kMaxEventStreams (core/base/limits.hpp).
Result<std::shared_ptr<EventStream>> listen_to_events(Context& context, const HttpRequest& request) {
    XRAY_TRY(const std::string expression, read_expression(request));
    XRAY_TRY(TraceFilter compiled, TraceFilter::compile(context, expression));
    auto filter = std::make_shared<const TraceFilter>(std::move(compiled));
    std::shared_ptr<EventStream> stream = context.events.subscribe(
        [filter = std::move(filter)](const TraceDigest& digest) { return filter->passes(digest); },
        request.header("Last-Event-ID"));
    if (stream == nullptr) {
        return fail(ErrorCode::kThrottled,
                    "There are " + std::to_string(kMaxEventStreams) + " event streams already; close one");
    }
    return stream;
}

}  // namespace xray::api
