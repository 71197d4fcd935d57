// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <optional>

#include "api/context/run_list.hpp"
#include "api/http/http_message.hpp"
#include "api/mcp/stored_traces.hpp"
#include "api/mcp/tools.hpp"
#include "core/base/try.hpp"
#include "core/views/profile_diff.hpp"

namespace xray::api {

// api/emulator_api/runs.cpp
HttpResponse begin_run(Context& context, const HttpRequest& request);
HttpResponse read_runs(Context& context, const HttpRequest& request);

namespace mcp {
namespace {

constexpr std::size_t kMostCompared = 10'000;

Result<StoredTraces> traces_of_run(Context& context, const std::string& name) {
    const std::optional<RunSlice> run = context.runs.find(name);
    if (!run)
        return fail(ErrorCode::kInvalidRequest, "There is no run \"" + name + "\"; list_runs lists them");
    return load_traces(context, {{}, run, {}}, kMostCompared);
}

// What the emulator's own call answered, which is short.
Answer answer_of(const HttpResponse& response) {
    return {response.body + "\n", response.status != 200};
}

}  // namespace

Result<Answer> compare_runs(Context& context, const Call& call) {
    XRAY_TRY(const StoredTraces before, traces_of_run(context, call.arguments.text("before")));
    XRAY_TRY(const StoredTraces after, traces_of_run(context, call.arguments.text("after")));
    std::string text = to_string(compare(profile_of(before.traces), profile_of(after.traces)));
    if (!before.is_all || !after.is_all)
        text += "(some traces are left out: they are too many, or too large)\n";
    return Answer{std::move(text)};
}

Result<Answer> list_runs(Context& context, const Call& /*call*/) {
    return answer_of(api::read_runs(context, {}));
}

Result<Answer> begin_run(Context& context, const Call& call) {
    HttpRequest request;
    request.body = nlohmann::json{{"name", call.arguments.text("name")}}.dump();
    return answer_of(api::begin_run(context, request));
}

}  // namespace mcp
}  // namespace xray::api
