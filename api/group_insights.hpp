// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/context.hpp"
#include "core/error.hpp"
#include "core/insight.hpp"
#include "storage/control_store.hpp"

namespace xray::api {

struct GroupInsight {
    storage::StoredGroup group;
    Insight insight;
};

// The insights of one group, newest first; none unless the group has InsightsEnabled. They are worked out
// from the stored traces at every call, so they are as stable as those and survive a restart. At most the
// newest million traces are looked at; with --strict those that began in the last 30 days.
[[nodiscard]] Result<std::vector<Insight>> insights_of(Context& context, const storage::StoredGroup& group);

// The insight of that id, in whichever group. Error kInvalidRequest: there is none.
[[nodiscard]] Result<GroupInsight> find_insight(Context& context, std::string_view id);

}  // namespace xray::api
