// SPDX-License-Identifier: Apache-2.0
// Groups: named filter expressions. Default, which holds every trace, is always there.
#include <algorithm>
#include <cctype>
#include <string>

#include "api/groups/group_lookup.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/operations/operations.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "api/resources/random_text.hpp"
#include "api/resources/tag_rules.hpp"
#include "core/base/ascii.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;
using storage::ControlTables;
using storage::StoredGroup;

constexpr std::size_t kMaxGroups = 25;  // Default is one of them

json write_group(const Context& context, const StoredGroup& group) {
    json written{{"FilterExpression", nullptr},
                 {"GroupARN", group_arn(context, group.name, group.id)},
                 {"GroupName", group.name},
                 {"InsightsConfiguration",
                  {{"InsightsEnabled", group.insights}, {"NotificationsEnabled", group.notifications}}}};
    if (group.filter) written["FilterExpression"] = *group.filter;
    return written;
}

std::string answer_with(const Context& context, const StoredGroup& group) {
    return write_answer({{"Group", write_group(context, group)}});
}

bool is_group_name(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

// The expression of a request; it must be there and be one that queries understand.
Result<std::string> read_filter(const RequestReader& request) {
    const std::string text = request.text("FilterExpression").value_or("");
    if (text.empty()) return tl::unexpected(errors::filter_expression_empty());
    if (const Result<void> understood = TraceFilter::check(text); !understood) {
        return tl::unexpected(understood.error());
    }
    return text;
}

// What the request leaves out stays as it is.
Result<void> apply_insights(const RequestReader& request, StoredGroup& group) {
    const std::optional<RequestReader> insights = request.structure("InsightsConfiguration");
    if (!insights) return {};
    group.insights = insights->boolean("InsightsEnabled").value_or(group.insights);
    group.notifications =
        insights->boolean("NotificationsEnabled").value_or(group.insights && group.notifications);
    if (group.notifications && !group.insights) return tl::unexpected(errors::notifications_need_insights());
    return {};
}

// The request of a call that needs a group, and the group's key.
struct GroupRequest {
    RequestReader request;
    GroupKey key;
};

Result<GroupRequest> read_group_request(const Context& context, std::string_view operation,
                                        std::string_view body) {
    Result<RequestReader> request = read_request(operation, body);
    if (!request) return tl::unexpected(request.error());
    Result<std::optional<GroupKey>> key = read_group_key(context, *request);
    if (!key) return tl::unexpected(key.error());
    if (!*key) return tl::unexpected(errors::name_or_arn_of_group());
    return GroupRequest{std::move(*request), std::move(**key)};
}

Result<void> change_filter(const RequestReader& request, StoredGroup& group) {
    if (group.name == kDefaultGroupName) {
        // Only its insights can be set.
        if (request.has("FilterExpression")) return tl::unexpected(errors::default_group_fixed());
        return {};
    }
    Result<std::string> filter = read_filter(request);
    if (!filter) return tl::unexpected(filter.error());
    group.filter = std::move(*filter);
    return {};
}

void keep_version(const Context& context, ControlTables& tables, const std::string& group_id,
                  const std::string& filter) {
    tables.groups.add_version(
        group_id,
        {.filter = filter, .until_receipt = tables.groups.last_receipt(), .until = context.clock.now()});
    tables.groups.remove_unused_versions();
}

}  // namespace

Result<std::string> create_group(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("CreateGroup", body);
    if (!request) return tl::unexpected(request.error());
    StoredGroup group;
    group.name = request->required_text("GroupName");
    if (!is_group_name(group.name)) return tl::unexpected(errors::group_name_invalid());
    Result<std::string> filter = read_filter(*request);
    if (!filter) return tl::unexpected(filter.error());
    group.filter = std::move(*filter);
    group.id = random_group_id();
    group.created = context.clock.now();
    if (const Result<void> insights = apply_insights(*request, group); !insights) {
        return tl::unexpected(insights.error());
    }
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (group.name == kDefaultGroupName || tables.groups.find(group.name)) {
            return tl::unexpected(errors::group_exists(group.name));
        }
        const std::vector<StoredGroup> others = tables.groups.all();
        const auto named = static_cast<std::size_t>(
            std::count_if(others.begin(), others.end(),
                          [](const StoredGroup& other) { return other.name != kDefaultGroupName; }));
        if (named + 1 >= kMaxGroups) return tl::unexpected(errors::too_many_groups(kMaxGroups));
        group.created_after = tables.groups.last_receipt();
        tables.groups.put(group);
        return add_tags(tables.tags, group_arn(context, group.name, group.id), *request);
    });
    if (!stored) return tl::unexpected(stored.error());
    return answer_with(context, group);
}

Result<std::string> get_group(Context& context, std::string_view body) {
    const Result<GroupRequest> read = read_group_request(context, "GetGroup", body);
    if (!read) return tl::unexpected(read.error());
    Result<StoredGroup> group = tl::unexpected(errors::group_not_found());
    context.store.control().read(
        [&](ControlTables& tables) { group = find_group(context, tables, read->key); });
    if (!group) return tl::unexpected(group.error());
    return answer_with(context, *group);
}

Result<std::string> get_groups(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("GetGroups", body);
    if (!request) return tl::unexpected(request.error());
    if (request->has("NextToken")) return tl::unexpected(errors::group_token_not_supported());
    json groups = json::array();
    context.store.control().read([&](ControlTables& tables) {
        const Result<StoredGroup> standard =
            find_group(context, tables, {std::string(kDefaultGroupName), {}});
        groups.push_back(write_group(context, standard.value()));
        for (const StoredGroup& group : tables.groups.all()) {
            if (group.name != kDefaultGroupName) groups.push_back(write_group(context, group));
        }
    });
    return write_answer({{"Groups", std::move(groups)}, {"NextToken", nullptr}});
}

Result<std::string> update_group(Context& context, std::string_view body) {
    const Result<GroupRequest> read = read_group_request(context, "UpdateGroup", body);
    if (!read) return tl::unexpected(read.error());
    const bool filter_missing = read->request.text("FilterExpression").value_or("").empty();
    if (filter_missing && read->key.name != kDefaultGroupName) {
        return tl::unexpected(errors::filter_expression_empty());
    }
    StoredGroup group;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        Result<StoredGroup> found = find_group(context, tables, read->key);
        if (!found) return tl::unexpected(found.error());
        group = std::move(*found);
        const std::optional<std::string> before = group.filter;
        if (Result<void> changed = change_filter(read->request, group); !changed) return changed;
        if (before && before != group.filter) keep_version(context, tables, group.id, *before);
        if (Result<void> changed = apply_insights(read->request, group); !changed) return changed;
        tables.groups.put(group);
        return {};
    });
    if (!stored) return tl::unexpected(stored.error());
    return answer_with(context, group);
}

Result<std::string> delete_group(Context& context, std::string_view body) {
    const Result<GroupRequest> read = read_group_request(context, "DeleteGroup", body);
    if (!read) return tl::unexpected(read.error());
    if (read->key.name == kDefaultGroupName) return tl::unexpected(errors::default_group_stays());
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        const Result<StoredGroup> group = find_group(context, tables, read->key);
        if (!group) return tl::unexpected(group.error());
        tables.groups.remove(group->name);
        tables.tags.remove_all(group_arn(context, group->name, group->id));
        return {};
    });
    if (!stored) return tl::unexpected(stored.error());
    return std::string("{}");
}

}  // namespace xray::api::operations
