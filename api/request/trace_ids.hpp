// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "core/base/ids.hpp"

namespace xray::api {

// What becomes of an id that a request names again.
enum class Repeated { kRefused, kDropped };

// The trace ids under a request's `TraceIds`, in the order of the request. The error names the first text
// that is no trace id, or says that one is there twice.
[[nodiscard]] Result<std::vector<TraceId>> read_trace_ids(const RequestReader& request, Repeated repeated);

}  // namespace xray::api
