// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/mcp/tool.hpp"

// The tools; what each is for, its entry in the table says (api/mcp/tools.cpp).
namespace xray::api::mcp {

// api/mcp/trace_tools.cpp
ToolFunction find_traces, read_trace, explain_filter, take_snapshot;

// api/mcp/graph_tool.cpp
ToolFunction show_service_graph;

// api/mcp/run_tools.cpp
ToolFunction begin_run, compare_runs, list_runs;

// api/mcp/wait_tool.cpp
ToolFunction wait_for_traces;

// api/mcp/upkeep_tools.cpp
ToolFunction reset, run_doctor;

}  // namespace xray::api::mcp
