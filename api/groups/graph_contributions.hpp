// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "api/groups/group_membership.hpp"
#include "api/groups/time_range.hpp"
#include "core/graph/service_graph.hpp"

namespace xray::api {

// Adds to a graph what was received in a range: the requests and calls that finished by the documents of that
// time, of the traces that belong to the group (seen 2026-09). What a trace had gained before stays in the
// ranges of that time; what it had gained before it belonged to the group counts when it comes to belong.
//
// Looks at all traces that changed since the range began, and reads the documents of those that had begun
// before, or that went on after it.
void add_contributions(Context& context, const TimeRange& range, const GroupMembership& group,
                       ServiceGraphBuilder& builder);

}  // namespace xray::api
