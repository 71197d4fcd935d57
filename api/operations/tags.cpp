// SPDX-License-Identifier: Apache-2.0
// Tags of groups (but for Default) and sampling rules.
#include <string>

#include "api/context/context.hpp"
#include "api/groups/group_lookup.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "api/resources/tag_rules.hpp"
#include "core/base/try.hpp"
#include "core/sampling/sampling_rule.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;
using storage::ControlTables;

bool can_be_tagged(const Context& context, ControlTables& tables, const std::string& arn) {
    if (const std::optional<std::string> rule = rule_name_of(context, arn)) {
        return *rule == kDefaultRuleName || tables.sampling_rules.find(*rule).has_value();
    }
    const std::optional<std::string> group = group_name_of(context, arn);
    return group && *group != kDefaultGroupName && find_group(context, tables, {*group, arn}).has_value();
}

}  // namespace

Result<std::string> tag_resource(Context& context, const RequestReader& request) {
    const std::string arn = request.required_text("ResourceARN");
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (!can_be_tagged(context, tables, arn)) return fail(errors::tagged_resource_not_found(arn));
        return add_tags(tables.tags, arn, request);
    });
    XRAY_CHECK(stored);
    return std::string("{}");
}

Result<std::string> untag_resource(Context& context, const RequestReader& request) {
    const std::string arn = request.required_text("ResourceARN");
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (!can_be_tagged(context, tables, arn)) return fail(errors::tagged_resource_not_found(arn));
        for (const std::string& key : request.texts("TagKeys")) tables.tags.remove(arn, key);
        return {};
    });
    XRAY_CHECK(stored);
    return std::string("{}");
}

// All tags on one page; the service, too, ignores NextToken here.
Result<std::string> list_tags_for_resource(Context& context, const RequestReader& request) {
    const std::string arn = request.required_text("ResourceARN");
    bool known = false;
    json tags = json::array();
    context.store.control().read([&](ControlTables& tables) {
        known = can_be_tagged(context, tables, arn);
        for (const auto& [key, value] : tables.tags.of(arn)) tags.push_back({{"Key", key}, {"Value", value}});
    });
    if (!known) return fail(errors::tagged_resource_not_found(arn));
    return write_answer({{"NextToken", nullptr}, {"Tags", std::move(tags)}});
}

}  // namespace xray::api::operations
