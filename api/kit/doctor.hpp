// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace xray::api {

// A mistake in instrumentation or set-up, of whatever number of cases.
struct Finding {
    std::string code;      // for programs; it does not change
    std::string severity;  // "error": data is lost; "warning": it is not what it seems; "info"
    std::string message;   // the last case, in one sentence
    std::string fix;
    std::uint64_t count = 0;
    std::optional<Micros> last_seen;
    std::optional<TraceId> trace;  // where it was seen last
};

// What is wrong, as far as it can be told from what is there: the newest 500 traces (their first 32 MiB, and
// none above 1 MiB), what was refused, what was posted that is no trace, and that nothing has come. Errors
// come first, then the most frequent. Throws what the store throws.
[[nodiscard]] std::vector<Finding> examine(Context& context);

// What is wrong with a text that should be a trace id, in a few words; empty where nothing is.
[[nodiscard]] std::string flaw_of_trace_id(std::string_view text);

}  // namespace xray::api
