// SPDX-License-Identifier: Apache-2.0
#include "api/sampling/sampling_rules.hpp"

#include <algorithm>
#include <string>

#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "api/resources/setting_values.hpp"
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
        rules.push_back(default_sampling_rule());
    } else {
        std::rotate(found, found + 1, rules.end());
    }
    return loaded;
}

std::optional<SamplingRule> find_sampling_rule(storage::ControlTables& tables, std::string_view name) {
    std::optional<SamplingRule> rule = tables.sampling_rules.find(name);
    if (!rule && name == kDefaultRuleName) rule = default_sampling_rule();
    return rule;
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
