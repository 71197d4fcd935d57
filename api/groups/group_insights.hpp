// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "api/context/context.hpp"
#include "core/base/error.hpp"
#include "core/insights/insight.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

struct GroupInsight {
    storage::StoredGroup group;
    Insight insight;
};

// The insights of one group, newest first; none unless the group has InsightsEnabled. They are worked out
// from the stored traces, again when those, a group or the minute have changed, so they are as stable as the
// traces and survive a restart. At most the newest million of the traces that may belong to the group are
// looked at; with --strict those that began in the last 30 days. Error kInvalidRequest: the group has an
// expression that an older version took and this one does not.
[[nodiscard]] Result<InsightCache::Insights> insights_of(Context& context, const storage::StoredGroup& group);

// The insight of that id, in whichever group; a group whose expression is not understood has none. Error
// kInvalidRequest: there is none.
[[nodiscard]] Result<GroupInsight> find_insight(Context& context, std::string_view id);

}  // namespace xray::api
