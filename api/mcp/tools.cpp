// SPDX-License-Identifier: Apache-2.0
#include "api/mcp/tools.hpp"

#include <array>

namespace xray::api::mcp {
namespace {

using Kind = Parameter::Kind;

constexpr Parameter kFilter{
    "filter", Kind::kText,
    "An X-Ray filter expression, such as service(\"shop\") AND responsetime > 1; without one "
    "every trace"};
constexpr Parameter kTraceId{"trace_id", Kind::kText, "1-5759e988-bd862e3fe1be46a994272793, or 32 hex digits",
                             true};
constexpr Parameter kOneTrace{"trace_id", Kind::kText, "Only this trace"};

constexpr std::array kFind{kFilter, Parameter{"limit", Kind::kInteger, "How many to list, 1 to 100 (20)"}};
constexpr std::array kRead{
    kTraceId,
    Parameter{"raw", Kind::kFlag, "The segment documents as JSON, with everything that is in them"}};
constexpr std::array kExplain{
    Parameter{"filter", Kind::kText, "The filter expression", true},
    Parameter{"trace_id", Kind::kText, "The trace to try it on; without one those that come closest"}};
constexpr std::array kChoose{kFilter, kOneTrace};
constexpr std::array kWait{
    kFilter,
    Parameter{"trace_ids", Kind::kTexts, "Only these traces count; all of them must come"},
    Parameter{"count", Kind::kInteger, "At least so many (1)"},
    Parameter{"exactly", Kind::kInteger, "So many, and no more"},
    Parameter{"at_most", Kind::kInteger, "No more than so many"},
    Parameter{"seconds", Kind::kNumber, "How long to wait, 0 to 60 (5)"},
    Parameter{"partial", Kind::kFlag, "Also traces of which something is still missing"},
};
constexpr std::array kCompare{Parameter{"before", Kind::kText, "The name of a run", true},
                              Parameter{"after", Kind::kText, "The run to compare with it", true}};
constexpr std::array kBegin{Parameter{"name", Kind::kText, "A name for what comes in from now on", true}};
constexpr std::array kReset{
    Parameter{"all", Kind::kFlag, "Also sampling rules, groups, policies, tags, settings and faults"}};

constexpr std::array kTools{
    Tool{"find_traces",
         "Lists traces, newest first, a line for each: id, start, request, status, outcome, duration, who "
         "called "
         "whom.",
         kFind, find_traces},
    Tool{"read_trace",
         "Shows one trace as a waterfall: its segments and subsegments with times, status, outcome and "
         "exceptions.",
         kRead, read_trace},
    Tool{"service_graph",
         "Shows who calls whom, how often, how fast, and with which errors and faults.",
         {},
         show_service_graph},
    Tool{"wait_for_traces",
         "Waits until traces match and nothing of them is missing; if they do not come, says what there was "
         "instead "
         "and why it did not match.",
         kWait, wait_for_traces},
    Tool{"explain_filter",
         "Says how a filter expression is understood, and for a trace which of its clauses hold and what the "
         "others "
         "found instead.",
         kExplain, explain_filter},
    Tool{"snapshot",
         "Shows the shape of traces as a text tree without ids and times, the same from run to run.", kChoose,
         take_snapshot},
    Tool{"diff",
         "Compares the traces of two runs: services, calls, errors, faults, latency, exceptions, annotation "
         "keys.",
         kCompare, compare_runs},
    Tool{"list_runs", "Lists the named runs with their times and numbers of traces.", {}, list_runs},
    Tool{"begin_run", "Begins a named run, and ends the one before.", kBegin, begin_run, false},
    Tool{"doctor", "Tells mistakes in instrumentation and set-up, with the fix of each.", {}, run_doctor},
    Tool{"reset", "Forgets all traces.", kReset, reset, false},
};

}  // namespace

std::span<const Tool> all_tools() {
    return kTools;
}

}  // namespace xray::api::mcp
