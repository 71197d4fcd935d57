// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/context/run_list.hpp"
#include "core/base/error.hpp"
#include "core/trace/trace.hpp"

namespace xray::api::mcp {

// Which traces a tool is about: those that match, those of a run, or one by its id.
struct TraceChoice {
    std::string filter;
    std::optional<RunSlice> run;
    std::string id;
};

struct StoredTraces {
    std::vector<Trace> traces;
    bool is_all = true;  // otherwise some were left out: they are too many, or too large
};

// Loads whole traces, the newest first: at most `most` of them, and of all together 32 MiB. Error
// kInvalidRequest: a filter that is not understood, no trace id, or no such trace.
[[nodiscard]] Result<StoredTraces> load_traces(Context& context, const TraceChoice& choice, std::size_t most);

}  // namespace xray::api::mcp
