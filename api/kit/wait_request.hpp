// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "api/kit/wait_criteria.hpp"
#include "core/base/error.hpp"

namespace xray::api {

// Reads the body of POST /_emulator/wait, a JSON object of which every member may be left out:
//   FilterExpression  text; it is not compiled here
//   TraceIds          1 to 100 ids in X-Ray's or W3C's form: only these count, and Count is their number
//   Count             at least so many, 1 to 10000; 1 by default
//   Exactly, AtMost   0 to 10000; instead of Count, or AtMost beside it
//   Calls             at most 100 of {From, To, and one of AtLeast, Exactly, AtMost}
//   QuietSeconds      0 to 3600; 0 by default, 0.5 where there is an upper bound
//   TimeoutSeconds    0 to 3600; 5 by default
//   Partial           true or false; false by default
// Error kInvalidRequest or kSerialization with what is wrong, for people.
[[nodiscard]] Result<WaitCriteria> read_wait_request(std::string_view body);

}  // namespace xray::api
