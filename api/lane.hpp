// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/http/http_message.hpp"

namespace xray::api {

// How long a request may take, and for what: a server that runs each kind on threads of its own keeps the
// short ones short.
enum class Lane {
    kControl,  // reads or writes a few rows: health, stats, clock, sampling, groups, settings
    kIngest,   // waits for a commit: segments and spans
    kQuery,    // reads traces, perhaps all of them
};

// Where the request belongs, by its path alone.
[[nodiscard]] Lane lane_of(const HttpRequest& request);

}  // namespace xray::api
