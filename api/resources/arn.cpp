// SPDX-License-Identifier: Apache-2.0
#include "api/resources/arn.hpp"

namespace xray::api {
namespace {

constexpr std::string_view kRulePrefix = "sampling-rule/";
constexpr std::string_view kGroupPrefix = "group/";

std::string own_prefix(const Context& context) {
    return "arn:aws:xray:" + context.region + ":" + context.account_id + ":";
}

}  // namespace

std::string group_arn(const Context& context, std::string_view name, std::string_view id) {
    std::string arn = own_prefix(context).append(kGroupPrefix).append(name);
    if (!id.empty()) arn.append("/").append(id);
    return arn;
}

std::string sampling_rule_arn(const Context& context, std::string_view name) {
    return own_prefix(context).append(kRulePrefix).append(name);
}

std::optional<std::string_view> own_resource(const Context& context, std::string_view arn) {
    const std::string prefix = own_prefix(context);
    if (!arn.starts_with(prefix)) return std::nullopt;
    return arn.substr(prefix.size());
}

std::optional<std::string> rule_name_of(const Context& context, std::string_view arn) {
    const std::optional<std::string_view> resource = own_resource(context, arn);
    if (!resource || !resource->starts_with(kRulePrefix)) return std::nullopt;
    return std::string(resource->substr(kRulePrefix.size()));
}

std::optional<std::string> group_name_of(const Context& context, std::string_view arn) {
    std::optional<std::string_view> resource = own_resource(context, arn);
    if (!resource || !resource->starts_with(kGroupPrefix)) return std::nullopt;
    resource->remove_prefix(kGroupPrefix.size());
    return std::string(resource->substr(0, resource->find('/')));
}

}  // namespace xray::api
