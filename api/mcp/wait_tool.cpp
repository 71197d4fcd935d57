// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/http/http_message.hpp"
#include "api/kit/begin_wait.hpp"
#include "api/mcp/tools.hpp"

namespace xray::api::mcp {
namespace {

using nlohmann::json;

constexpr double kMostSeconds = 60;
constexpr std::size_t kMostListed = 20;

// A call of POST /_emulator/wait.
json wait_request(const Arguments& arguments) {
    json request{{"Partial", arguments.flag("partial")},
                 {"TimeoutSeconds", arguments.number("seconds").value_or(5)}};
    if (std::string filter = arguments.text("filter"); !filter.empty())
        request["FilterExpression"] = std::move(filter);
    if (std::vector<std::string> ids = arguments.texts("trace_ids"); !ids.empty())
        request["TraceIds"] = std::move(ids);
    if (const auto count = arguments.integer("count")) request["Count"] = *count;
    if (const auto exactly = arguments.integer("exactly")) request["Exactly"] = *exactly;
    if (const auto most = arguments.integer("at_most")) request["AtMost"] = *most;
    return request;
}

Answer tell(const HttpResponse& response) {
    const json body = json::parse(response.body, nullptr, false);
    if (!body.is_object()) return {"The wait failed.\n", true};
    if (response.status != 200)
        return {body.value("Explanation", body.value("Message", response.body)) + "\n", true};
    std::string text = std::to_string(body.value("Matched", std::uint64_t{0})) + " matched\n";
    const json summaries = body.value("TraceSummaries", json::array());
    for (std::size_t i = 0; i < summaries.size() && i < kMostListed; ++i)
        text += summaries[i].value("Id", std::string()) + "\n";
    if (summaries.size() > kMostListed) text += "and more (find_traces)\n";
    return {std::move(text), false};
}

}  // namespace

Result<Answer> wait_for_traces(Context& context, const Call& call) {
    if (call.arguments.number("seconds").value_or(0) > kMostSeconds)
        return fail(ErrorCode::kInvalidRequest, "\"seconds\" must be from 0 to 60");
    const HttpResponse response = begin_wait(context, wait_request(call.arguments).dump(), call.base_url);
    if (response.later == nullptr) return tell(response);
    Answer answer;
    answer.later = response.later;
    answer.tell = tell;
    return answer;
}

}  // namespace xray::api::mcp
