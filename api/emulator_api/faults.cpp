// SPDX-License-Identifier: Apache-2.0
#include "api/context/context.hpp"
#include "api/emulator_api/json_response.hpp"
#include "api/faults/fault_json.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// GET /_emulator/faults: the faults that calls meet, in the order in which they are tried (FaultList).
HttpResponse show_faults(Context& context, const HttpRequest& /*request*/) {
    return json_response(write_faults(context.faults.all()));
}

// PUT /_emulator/faults: these faults, and no others; an empty list ends them all. The answer is that of GET.
// 400 where one of them is not understood; then those that there were stay.
HttpResponse set_faults(Context& context, const HttpRequest& request) {
    Result<std::vector<Fault>> faults = read_faults(request.body);
    if (!faults) return plain_error(400, faults.error().message);
    context.faults.replace(*std::move(faults));
    return show_faults(context, request);
}

}  // namespace xray::api
