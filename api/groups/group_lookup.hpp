// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "api/context/context.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

inline constexpr std::string_view kDefaultGroupName = "Default";

// Which group a request names by GroupName or GroupARN.
struct GroupKey {
    std::string name;
    // Empty if the name was given; else it must be the group's whole ARN, id included.
    std::string arn;
};

// The group that a request means; nothing if it names none. Error: it names one in both ways.
[[nodiscard]] Result<std::optional<GroupKey>> read_group_key(const Context& context,
                                                             const RequestReader& request);

// The group of that key; Default is there even if nobody has touched it. Error kInvalidRequest: there is
// none.
[[nodiscard]] Result<storage::StoredGroup> find_group(const Context& context, storage::ControlTables& tables,
                                                      const GroupKey& key);

// Both steps for operations that read traces of a group. Nothing if the request names no group.
[[nodiscard]] Result<std::optional<storage::StoredGroup>> requested_group(Context& context,
                                                                          const RequestReader& request);

}  // namespace xray::api
