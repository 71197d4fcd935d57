// SPDX-License-Identifier: Apache-2.0
#include "api/groups/group_membership.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "api/groups/group_lookup.hpp"
#include "api/request/api_errors.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

Result<GroupMembership> GroupMembership::of_request(Context& context, const RequestReader& request) {
    const Result<std::optional<GroupKey>> key = read_group_key(context, request);
    if (!key) return tl::unexpected(key.error());
    if (!*key) return GroupMembership();
    Result<storage::StoredGroup> group = tl::unexpected(errors::group_not_found());
    std::vector<storage::GroupVersion> earlier;
    context.store.control().read([&](storage::ControlTables& tables) {
        group = find_group(context, tables, **key);
        if (group) earlier = tables.groups.earlier_versions(group->id);
    });
    if (!group) return tl::unexpected(group.error());
    return compile(context, *group, earlier);
}

Result<GroupMembership> GroupMembership::compile(const Context& context, const storage::StoredGroup& group,
                                                 const std::vector<storage::GroupVersion>& earlier) {
    GroupMembership membership;
    if (!group.filter) return membership;
    const auto add = [&](const std::string& expression, std::int64_t until_receipt) -> Result<void> {
        Result<TraceFilter> filter = TraceFilter::compile(context, expression);
        if (!filter) return tl::unexpected(std::move(filter.error()));
        membership.versions_.push_back({std::move(*filter), until_receipt});
        return {};
    };
    for (const storage::GroupVersion& version : earlier) {
        if (Result<void> added = add(version.filter, version.until_receipt); !added)
            return tl::unexpected(added.error());
        membership.present_since_ = std::max(membership.present_since_, version.until);
    }
    if (Result<void> added = add(*group.filter, std::numeric_limits<std::int64_t>::max()); !added)
        return tl::unexpected(added.error());
    // Tests make groups and traces in any order: the first expression counts for what was there before it,
    // too.
    if (context.strict) membership.after_receipt_ = group.created_after;
    return membership;
}

bool GroupMembership::has(const TraceDigest& digest) const {
    if (versions_.empty()) return true;
    if (digest.last_receipt <= after_receipt_) return false;
    const auto version = std::find_if(
        versions_.begin(), versions_.end(),
        [&digest](const Version& candidate) { return digest.last_receipt <= candidate.until_receipt; });
    return version != versions_.end() && version->filter.passes(digest);
}

void GroupMembership::narrow(storage::TraceScan& scan) const {
    if (versions_.size() == 1) versions_.front().filter.narrow(scan);
}

bool GroupMembership::contains_old_versions(const TimeRange& range) const {
    return versions_.size() > 1 && range.from < present_since_;
}

}  // namespace xray::api
