// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "api/http/http_message.hpp"
#include "api/kit/doctor.hpp"
#include "api/mcp/tools.hpp"

namespace xray::api {

// api/emulator_api/store.cpp
HttpResponse reset_store(Context& context, const HttpRequest& request);

namespace mcp {

Result<Answer> run_doctor(Context& context, const Call& /*call*/) {
    std::string text;
    for (const Finding& finding : examine(context)) {
        text += finding.severity + ": " + finding.message;
        if (finding.count > 1) text += " (" + std::to_string(finding.count) + " times)";
        if (finding.trace) text += "\n  trace: " + finding.trace->to_string();
        text += "\n  fix: " + finding.fix + "\n";
    }
    return Answer{text.empty() ? "Nothing found.\n" : std::move(text)};
}

Result<Answer> reset(Context& context, const Call& call) {
    HttpRequest request;
    request.body = nlohmann::json{{"all", call.arguments.flag("all")}}.dump();
    const HttpResponse response = reset_store(context, request);
    if (response.status != 200) return Answer{response.body + "\n", true};
    return Answer{"Done: all traces are forgotten.\n"};
}

}  // namespace mcp
}  // namespace xray::api
