// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "api/http/http_message.hpp"
#include "api/request/request_reader.hpp"

namespace xray::api {

// The answer 200 of one of the emulator's own calls, with a JSON body.
[[nodiscard]] inline HttpResponse json_response(const nlohmann::json& answer) {
    HttpResponse response;
    response.body = write_answer(answer);
    return response;
}

}  // namespace xray::api
