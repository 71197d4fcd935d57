// SPDX-License-Identifier: Apache-2.0
// Groups: named filter expressions. Default, which holds every trace, is always there.
#include <algorithm>
#include <cctype>
#include <string>

#include "api/context/context.hpp"
#include "api/groups/group_lookup.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/http/random_text.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "api/resources/tag_rules.hpp"
#include "core/base/try.hpp"
#include "core/text/ascii.hpp"
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

// White space alone is no expression either (seen 2026-09).
bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

// The expression of a request; it must be there and be one that queries understand.
Result<std::string> read_filter(const RequestReader& request) {
    const std::string text = request.text("FilterExpression").value_or("");
    if (is_blank(text)) return fail(errors::filter_expression_empty());
    XRAY_CHECK(TraceFilter::check(text));
    return text;
}

// What the request leaves out stays as it is.
Result<void> apply_insights(const RequestReader& request, StoredGroup& group) {
    const std::optional<RequestReader> insights = request.structure("InsightsConfiguration");
    if (!insights) return {};
    group.insights = insights->boolean("InsightsEnabled").value_or(group.insights);
    group.notifications =
        insights->boolean("NotificationsEnabled").value_or(group.insights && group.notifications);
    if (group.notifications && !group.insights) return fail(errors::notifications_need_insights());
    return {};
}

Result<GroupKey> read_required_key(const Context& context, const RequestReader& request) {
    XRAY_TRY(std::optional<GroupKey> key, read_group_key(context, request));
    if (!key) return fail(errors::name_or_arn_of_group());
    return *std::move(key);
}

Result<void> change_filter(const RequestReader& request, StoredGroup& group) {
    if (group.name == kDefaultGroupName) {
        // Only its insights can be set.
        if (request.has("FilterExpression")) return fail(errors::default_group_fixed());
        return {};
    }
    XRAY_TRY(group.filter, read_filter(request));
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

Result<std::string> create_group(Context& context, const RequestReader& request) {
    StoredGroup group;
    group.name = request.required_text("GroupName");
    if (!is_group_name(group.name)) return fail(errors::group_name_invalid());
    XRAY_TRY(group.filter, read_filter(request));
    group.id = random_group_id();
    group.created = context.clock.now();
    XRAY_CHECK(apply_insights(request, group));
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (group.name == kDefaultGroupName || tables.groups.find(group.name)) {
            return fail(errors::group_exists(group.name));
        }
        const std::vector<StoredGroup> others = tables.groups.all();
        const auto named = static_cast<std::size_t>(
            std::count_if(others.begin(), others.end(),
                          [](const StoredGroup& other) { return other.name != kDefaultGroupName; }));
        if (named + 1 >= kMaxGroups) return fail(errors::too_many_groups(kMaxGroups));
        group.created_after = tables.groups.last_receipt();
        tables.groups.put(group);
        return add_tags(tables.tags, group_arn(context, group.name, group.id), request);
    });
    XRAY_CHECK(stored);
    return answer_with(context, group);
}

Result<std::string> get_group(Context& context, const RequestReader& request) {
    XRAY_TRY(const GroupKey key, read_required_key(context, request));
    Result<StoredGroup> group = tl::unexpected(errors::group_not_found());
    context.store.control().read([&](ControlTables& tables) { group = find_group(context, tables, key); });
    if (!group) return tl::unexpected(group.error());
    return answer_with(context, *group);
}

Result<std::string> get_groups(Context& context, const RequestReader& request) {
    if (request.has("NextToken")) return fail(errors::group_token_not_supported());
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

Result<std::string> update_group(Context& context, const RequestReader& request) {
    XRAY_TRY(const GroupKey key, read_required_key(context, request));
    const bool filter_missing = is_blank(request.text("FilterExpression").value_or(""));
    if (filter_missing && key.name != kDefaultGroupName) {
        return fail(errors::filter_expression_empty());
    }
    StoredGroup group;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        XRAY_TRY(group, find_group(context, tables, key));
        const std::optional<std::string> before = group.filter;
        XRAY_CHECK(change_filter(request, group));
        if (before && before != group.filter) keep_version(context, tables, group.id, *before);
        XRAY_CHECK(apply_insights(request, group));
        tables.groups.put(group);
        return {};
    });
    XRAY_CHECK(stored);
    return answer_with(context, group);
}

Result<std::string> delete_group(Context& context, const RequestReader& request) {
    XRAY_TRY(const GroupKey key, read_required_key(context, request));
    if (key.name == kDefaultGroupName) return fail(errors::default_group_not_deletable());
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        XRAY_TRY(const StoredGroup group, find_group(context, tables, key));
        tables.groups.remove(group.name);
        tables.tags.remove_all(group_arn(context, group.name, group.id));
        return {};
    });
    XRAY_CHECK(stored);
    return std::string("{}");
}

}  // namespace xray::api::operations
