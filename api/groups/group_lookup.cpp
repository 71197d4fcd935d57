// SPDX-License-Identifier: Apache-2.0
#include "api/groups/group_lookup.hpp"

#include "api/request/api_errors.hpp"
#include "api/resources/arn.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

Result<std::optional<GroupKey>> read_group_key(const Context& context, const RequestReader& request) {
    const std::optional<std::string> name = request.text("GroupName");
    const std::optional<std::string> arn = request.text("GroupARN");
    if (name && arn) return fail(errors::name_or_arn_of_group());
    if (name) return GroupKey{*name, {}};
    if (!arn) return std::nullopt;
    return GroupKey{group_name_of(context, *arn).value_or(""), *arn};
}

Result<storage::StoredGroup> find_group(const Context& context, storage::ControlTables& tables,
                                        const GroupKey& key) {
    std::optional<storage::StoredGroup> group = tables.groups.find(key.name);
    if (!group && key.name == kDefaultGroupName) {
        group.emplace();
        group->name = kDefaultGroupName;
    }
    if (!group) return fail(errors::group_not_found());
    if (!key.arn.empty() && group_arn(context, group->name, group->id) != key.arn) {
        return fail(errors::group_not_found());
    }
    return *group;
}

Result<std::optional<storage::StoredGroup>> requested_group(Context& context, const RequestReader& request) {
    const Result<std::optional<GroupKey>> key = read_group_key(context, request);
    if (!key) return tl::unexpected(key.error());
    if (!*key) return std::nullopt;
    Result<storage::StoredGroup> group = tl::unexpected(errors::group_not_found());
    context.store.control().read(
        [&](storage::ControlTables& tables) { group = find_group(context, tables, **key); });
    if (!group) return tl::unexpected(group.error());
    return *group;
}

}  // namespace xray::api
