// SPDX-License-Identifier: Apache-2.0
// Sampling rules: what the console and the CLI make, and SDKs fetch.
#include <algorithm>
#include <string>

#include "api/context/context.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "api/resources/tag_rules.hpp"
#include "api/sampling/sampling_rules.hpp"
#include "core/base/try.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;
using storage::ControlTables;

constexpr std::int32_t kMaxPriority = 9999;

std::string answer_with(const Context& context, const SamplingRule& rule) {
    return write_answer({{"SamplingRuleRecord", write_rule_record(context, rule)}});
}

// The rule that `key` names by RuleName or RuleARN. An ARN of another account or region names no rule.
Result<std::string> read_rule_name(const Context& context, const RequestReader& key) {
    const std::optional<std::string> name = key.text("RuleName");
    const std::optional<std::string> arn = key.text("RuleARN");
    if (name && arn) return fail(errors::rule_name_and_arn());
    if (name) return *name;
    if (!arn) return fail(errors::no_rule_name());
    std::optional<std::string> from_arn = rule_name_of(context, *arn);
    if (!from_arn) return fail(errors::rule_not_found());
    return *std::move(from_arn);
}

Result<SamplingRule> read_new_rule(const Context& context, const RequestReader& given) {
    XRAY_TRY(std::string name, read_rule_name(context, given));
    XRAY_TRY(SamplingRule rule, read_sampling_rule(std::move(name), given));
    rule.created = rule.modified = context.clock.now();
    return rule;
}

// The model sets no bounds for the numbers of an update. Default keeps its priority, which is above the
// bound.
Result<void> apply_numbers(const RequestReader& update, SamplingRule& rule) {
    const std::int32_t priority = update.integer("Priority").value_or(rule.priority);
    const double rate = update.number("FixedRate").value_or(rule.fixed_rate);
    const std::int32_t size = update.integer("ReservoirSize").value_or(rule.reservoir_size);
    const bool priority_fits = priority == rule.priority || (priority >= 1 && priority <= kMaxPriority);
    if (!priority_fits || rate < 0 || rate > 1 || size < 0) {
        return fail(errors::invalid_rule_update());
    }
    rule.priority = priority;
    rule.fixed_rate = rate;
    rule.reservoir_size = size;
    return {};
}

// Members that are left out stay as they are, but for the boost, which goes (observed).
Result<void> apply_update(const RequestReader& update, SamplingRule& rule) {
    rule.resource_arn = update.text("ResourceARN").value_or(rule.resource_arn);
    rule.host = update.text("Host").value_or(rule.host);
    rule.service_name = update.text("ServiceName").value_or(rule.service_name);
    rule.service_type = update.text("ServiceType").value_or(rule.service_type);
    rule.http_method = update.text("HTTPMethod").value_or(rule.http_method);
    rule.url_path = update.text("URLPath").value_or(rule.url_path);
    rule.attributes = update.text_map("Attributes").value_or(rule.attributes);
    XRAY_TRY(rule.boost, read_rate_boost(update));
    return apply_numbers(update, rule);
}

// Of the Default rule only the rate and the reservoir can be set.
bool fits_default_rule(const RequestReader& update) {
    static constexpr std::string_view kOthers[] = {"ResourceARN", "Priority",    "Host",
                                                   "ServiceName", "ServiceType", "HTTPMethod",
                                                   "Attributes",  "URLPath",     "SamplingRateBoost"};
    return std::none_of(std::begin(kOthers), std::end(kOthers),
                        [&](std::string_view member) { return update.has(member); });
}

}  // namespace

// All rules on one page: no SDK follows NextToken here, and the service ignores one that is sent.
Result<std::string> get_sampling_rules(Context& context, const RequestReader& /*request*/) {
    json records = json::array();
    for (const SamplingRule& rule : load_sampling_rules(context).rules) {
        records.push_back(write_rule_record(context, rule));
    }
    return write_answer({{"NextToken", nullptr}, {"SamplingRuleRecords", std::move(records)}});
}

Result<std::string> create_sampling_rule(Context& context, const RequestReader& request) {
    XRAY_TRY(const SamplingRule rule, read_new_rule(context, request.structure("SamplingRule").value()));
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (find_sampling_rule(context, tables, rule.name)) return fail(errors::rule_exists());
        tables.sampling_rules.put(rule);
        XRAY_CHECK(check_number_of_rules(tables));
        note_rule_change(tables, rule.modified);
        return add_tags(tables.tags, sampling_rule_arn(context, rule.name), request);
    });
    XRAY_CHECK(stored);
    return answer_with(context, rule);
}

Result<std::string> update_sampling_rule(Context& context, const RequestReader& request) {
    const RequestReader update = request.structure("SamplingRuleUpdate").value();
    XRAY_TRY(const std::string name, read_rule_name(context, update));
    SamplingRule rule;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        std::optional<SamplingRule> found = find_sampling_rule(context, tables, name);
        if (!found) return fail(errors::rule_not_found());
        rule = *std::move(found);
        if (rule.name == kDefaultRuleName && !fits_default_rule(update)) {
            return fail(errors::invalid_default_rule_update());
        }
        XRAY_CHECK(apply_update(update, rule));
        rule.modified = context.clock.now();
        tables.sampling_rules.put(rule);
        note_rule_change(tables, rule.modified);
        return {};
    });
    XRAY_CHECK(stored);
    return answer_with(context, rule);
}

Result<std::string> delete_sampling_rule(Context& context, const RequestReader& request) {
    XRAY_TRY(const std::string name, read_rule_name(context, request));
    if (name == kDefaultRuleName) return fail(errors::default_rule_not_deletable());
    std::optional<SamplingRule> rule;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        rule = tables.sampling_rules.find(name);
        if (!rule) return fail(errors::rule_not_found());
        remove_sampling_rule(context, tables, name);
        note_rule_change(tables, context.clock.now());
        return {};
    });
    XRAY_CHECK(stored);
    context.sampling.forget(name);
    return answer_with(context, *rule);
}

}  // namespace xray::api::operations
