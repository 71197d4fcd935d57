// SPDX-License-Identifier: Apache-2.0
#include "api/sampling/sampling_rules.hpp"

#include <algorithm>
#include <string>

#include "api/request/api_errors.hpp"
#include "api/resources/arn.hpp"
#include "api/resources/setting_values.hpp"
#include "api/sampling/sampling_leases.hpp"
#include "core/base/try.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

constexpr std::string_view kLastRuleChange = "sampling_rules_changed";

json write_rule(const Context& context, const SamplingRule& rule) {
    json written{
        {"Attributes", rule.attributes},
        {"FixedRate", rule.fixed_rate},
        {"HTTPMethod", rule.http_method},
        {"Host", rule.host},
        {"Priority", rule.priority},
        {"ReservoirSize", rule.reservoir_size},
        {"ResourceARN", rule.resource_arn},
        {"RuleARN", sampling_rule_arn(context, rule.name)},
        {"RuleName", rule.name},
        {"ServiceName", rule.service_name},
        {"ServiceType", rule.service_type},
        {"URLPath", rule.url_path},
        {"Version", rule.version},
    };
    // Left out where there is none, other than most members (never null).
    if (rule.boost) {
        written["SamplingRateBoost"] = {{"CooldownWindowMinutes", rule.boost->cooldown_minutes},
                                        {"MaxRate", rule.boost->max_rate}};
    }
    return written;
}

}  // namespace

SamplingRules load_sampling_rules(Context& context) {
    SamplingRules loaded;
    context.store.control().read([&](storage::ControlTables& tables) {
        loaded.rules = tables.sampling_rules.all();
        loaded.last_change = time_setting(tables.settings, kLastRuleChange).value_or(0);
    });
    std::vector<SamplingRule>& rules = loaded.rules;
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [](const SamplingRule& rule) { return rule.name == kDefaultRuleName; });
    if (found == rules.end()) {
        rules.push_back(context.default_rule);
    } else {
        std::rotate(found, found + 1, rules.end());
    }
    return loaded;
}

std::optional<SamplingRule> find_sampling_rule(const Context& context, storage::ControlTables& tables,
                                               std::string_view name) {
    std::optional<SamplingRule> rule = tables.sampling_rules.find(name);
    if (!rule && name == kDefaultRuleName) rule = context.default_rule;
    return rule;
}

Result<SamplingRule> read_sampling_rule(std::string name, const RequestReader& given) {
    SamplingRule rule;
    rule.name = std::move(name);
    rule.resource_arn = given.required_text("ResourceARN");
    rule.priority = given.required_integer("Priority");
    rule.fixed_rate = given.required_number("FixedRate");
    rule.reservoir_size = given.required_integer("ReservoirSize");
    rule.service_name = given.required_text("ServiceName");
    rule.service_type = given.required_text("ServiceType");
    rule.host = given.required_text("Host");
    rule.http_method = given.required_text("HTTPMethod");
    rule.url_path = given.required_text("URLPath");
    rule.version = given.required_integer("Version");
    if (rule.version != 1) return fail(errors::invalid_rule_version());
    rule.attributes = given.text_map("Attributes").value_or(rule.attributes);
    XRAY_TRY(rule.boost, read_rate_boost(given));
    return rule;
}

Result<std::optional<SamplingRateBoost>> read_rate_boost(const RequestReader& rule) {
    const std::optional<RequestReader> boost = rule.structure("SamplingRateBoost");
    if (!boost) return std::nullopt;
    const std::optional<double> max_rate = boost->number("MaxRate");
    const std::int32_t cooldown_minutes = boost->integer("CooldownWindowMinutes").value_or(0);
    // The model allows a window of 0; the service fails on it, and on an update that leaves out what a boost
    // needs (seen 2026-09).
    if (!max_rate || cooldown_minutes == 0) return fail(errors::internal_failure());
    return SamplingRateBoost{*max_rate, cooldown_minutes};
}

Result<void> check_number_of_rules(storage::ControlTables& tables) {
    const std::vector<SamplingRule> rules = tables.sampling_rules.all();
    const auto custom = std::count_if(rules.begin(), rules.end(),
                                      [](const SamplingRule& rule) { return rule.name != kDefaultRuleName; });
    if (static_cast<std::size_t>(custom) > kMaxSamplingRules)
        return fail(errors::too_many_rules(kMaxSamplingRules));
    return {};
}

void remove_sampling_rule(const Context& context, storage::ControlTables& tables, std::string_view name) {
    tables.sampling_rules.remove(name);
    tables.tags.remove_all(sampling_rule_arn(context, name));
    drop_leases(tables, name);
}

void note_rule_change(storage::ControlTables& tables, Micros now) {
    // Clients compare it with what they were told before, so it never goes back.
    const Micros before = time_setting(tables.settings, kLastRuleChange).value_or(now);
    put_time_setting(tables.settings, kLastRuleChange, std::max(before, now));
}

json write_rule_record(const Context& context, const SamplingRule& rule) {
    return {{"CreatedAt", whole_seconds(rule.created)},
            {"ModifiedAt", whole_seconds(rule.modified)},
            {"SamplingRule", write_rule(context, rule)}};
}

}  // namespace xray::api
