// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "api/answers/graph_text.hpp"
#include "api/mcp/tools.hpp"
#include "api/request/model.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/time.hpp"
#include "core/base/try.hpp"

namespace xray::api {

namespace operations {

// api/operations/service_graph.cpp
Result<std::string> get_service_graph(Context& context, const RequestReader& request);

}  // namespace operations

namespace mcp {

Result<Answer> show_service_graph(Context& context, const Call& /*call*/) {
    // All there is; what the service allows at most, where its limits hold.
    constexpr double kFarFuture = 4102444800;
    constexpr double kSixHours = 6 * 3600;
    const double now = seconds_from_micros(context.clock.now());
    const nlohmann::json range =
        context.strict ? nlohmann::json{{"StartTime", now + 1 - kSixHours}, {"EndTime", now + 1}}
                       : nlohmann::json{{"StartTime", 0}, {"EndTime", kFarFuture}};
    XRAY_TRY(const RequestReader request, read_request(model::input_of("GetServiceGraph"), range.dump()));
    XRAY_TRY(const std::string graph, operations::get_service_graph(context, request));
    std::string text = graph_text(graph, GraphForm::kText);
    return Answer{text.empty() ? "There are no traces.\n" : std::move(text)};
}

}  // namespace mcp
}  // namespace xray::api
