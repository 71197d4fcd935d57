// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/trace/trace.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/client/emulator_client.hpp"

namespace xray::emulator {

// Which traces: those that match the filter, of a run if one is named; or those of these ids.
struct TraceSelection {
    std::string filter;
    std::string run;
    std::vector<std::string> trace_ids;
};

// The traces of a running emulator as its export has them, as text.
[[nodiscard]] CommandResult<std::string> fetch_export(const EmulatorClient& client,
                                                      const TraceSelection& selection);

// Traces put together from the text of an export, or of the AWS CLI. `origin` names it in the failure.
[[nodiscard]] CommandResult<std::vector<Trace>> read_traces(const std::string& text,
                                                            const std::string& origin);

// Both.
[[nodiscard]] CommandResult<std::vector<Trace>> fetch_traces(const EmulatorClient& client,
                                                             const TraceSelection& selection);

}  // namespace xray::emulator
