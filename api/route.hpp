// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "api/context/context.hpp"
#include "api/http/event_stream.hpp"
#include "api/http/http_message.hpp"
#include "api/lane.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "core/base/limits.hpp"

namespace xray::api {

// What a route may have for a handler. All of them may block, and may be called from many threads at once.
// Expected failures are values; a broken database throws, and dispatch() makes a 500 of it.

// An operation of the X-Ray API: gets its request when that has passed the service model's check
// (validate()), and gives the JSON body of its answer.
using OperationFunction = Result<std::string>(Context& context, const RequestReader& request);
using OperationHandler = OperationFunction*;

// An operation that reads its body by itself, which is free of its content coding; `input` is what the
// service model says of it.
using BodyFunction = Result<std::string>(Context& context, const model::Shape& input,
                                         const HttpRequest& request);
using BodyHandler = BodyFunction*;

// Everything that is no operation. The request's body is free of its content coding.
using RequestFunction = HttpResponse(Context& context, const HttpRequest& request);
using RequestHandler = RequestFunction*;

// The same for a protocol that has a form of its own for every error: `body` is the request's body free of
// its content coding, or why it could not be freed of it.
using ExportFunction = HttpResponse(Context& context, const HttpRequest& request,
                                    const Result<std::string_view>& body);
using ExportHandler = ExportFunction*;

// Opens a stream of events, which is the answer's body for as long as the client listens.
using StreamFunction = Result<std::shared_ptr<EventStream>>(Context& context, const HttpRequest& request);
using StreamHandler = StreamFunction*;

using Handler = std::variant<OperationHandler, BodyHandler, RequestHandler, ExportHandler, StreamHandler>;

// Whom a route is for: it decides on the headers of the answer and on what web pages may do (WebReach).
enum class Surface {
    kService,        // X-Ray's clients
    kOpenTelemetry,  // exporters
    kEmulator,       // tests and scrapers: what X-Ray has not
    kPages,          // people with a browser
};

// One thing that a request can ask for.
struct Route {
    std::string_view method;
    // Compared letter by letter; one that ends in "/*" stands for every path below.
    std::string_view path;
    Handler handler;
    Surface surface = Surface::kService;
    Lane lane = Lane::kControl;
    // What the body may have, before and after its content coding is undone.
    std::size_t most_body_bytes = kMaxBody;
    // The operation's name, under which the service model has its input (api/model.hpp); empty for what is no
    // operation.
    std::string_view operation = {};
};

}  // namespace xray::api
