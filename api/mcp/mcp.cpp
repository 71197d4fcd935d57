// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "api/context/context.hpp"
#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"
#include "api/kit/base_url.hpp"
#include "api/mcp/protocol.hpp"
#include "api/mcp/tool.hpp"
#include "core/base/cancellation.hpp"
#include "core/base/try.hpp"

namespace xray::api {
namespace {

HttpResponse respond(std::string body) {
    HttpResponse response;
    response.body = std::move(body);
    return response;
}

// What a tool waits for, told as its answer.
class LaterAnswer final : public Deferred<HttpResponse> {
public:
    LaterAnswer(nlohmann::json id, mcp::Answer answer) : id_(std::move(id)), answer_(std::move(answer)) {}

    void start(Deliver deliver) override {
        answer_.later->start(
            [id = id_, tell = answer_.tell, deliver = std::move(deliver)](HttpResponse given) {
                if (given.later == nullptr) return deliver(respond(mcp::write_answer(id, tell(given))));
                HttpResponse again;
                again.later = std::make_shared<LaterAnswer>(id, mcp::Answer{{}, false, given.later, tell});
                deliver(std::move(again));
            });
    }
    [[nodiscard]] std::chrono::milliseconds timeout() const override { return answer_.later->timeout(); }
    void expire() override { answer_.later->expire(); }
    void shut_down() override { answer_.later->shut_down(); }
    void cancel() override { answer_.later->cancel(); }

private:
    const nlohmann::json id_;
    const mcp::Answer answer_;
};

Result<mcp::Answer> run(Context& context, const mcp::ToolCall& call, std::string base_url) {
    XRAY_TRY(const mcp::Arguments arguments, mcp::Arguments::read(call.tool->parameters, call.arguments));
    return call.tool->run(context, {arguments, std::move(base_url)});
}

HttpResponse run_tool(Context& context, const mcp::ToolCall& call, std::string base_url) {
    mcp::Answer answer;
    if (Result<mcp::Answer> given = run(context, call, std::move(base_url))) {
        answer = *std::move(given);
    } else {
        answer = {given.error().message, true, nullptr, {}};
    }
    if (answer.later == nullptr) return respond(mcp::write_answer(call.id, answer));
    HttpResponse response;
    response.later = std::make_shared<LaterAnswer>(call.id, std::move(answer));
    return response;
}

}  // namespace

// POST /_emulator/mcp: the Model Context Protocol for coding agents, by its "Streamable HTTP" transport,
// without sessions and without a stream of the server's own: each message gets its answer, or 202 where it
// wants none.
HttpResponse take_mcp_message(Context& context, const HttpRequest& request) {
    mcp::Outcome outcome = mcp::receive(request.body, context.version);
    if (const auto* const answer = std::get_if<std::string>(&outcome)) return respond(*answer);
    if (const auto* const call = std::get_if<mcp::ToolCall>(&outcome))
        return run_tool(context, *call, base_url(context, request));
    HttpResponse nothing;
    nothing.status = 202;
    return nothing;
}

}  // namespace xray::api
