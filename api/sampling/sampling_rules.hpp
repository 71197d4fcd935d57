// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "api/context/context.hpp"
#include "core/sampling/sampling_rule.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

// The rules in force, Default among them, and when any of them was last made, changed or deleted.
struct SamplingRules {
    std::vector<SamplingRule> rules;  // by name, Default last (seen 2026-09)
    Micros last_change = 0;
};

[[nodiscard]] SamplingRules load_sampling_rules(Context& context);

// One rule; Default is there even if nobody has changed it.
[[nodiscard]] std::optional<SamplingRule> find_sampling_rule(storage::ControlTables& tables,
                                                             std::string_view name);

// To be called in the transaction that changes a rule.
void note_rule_change(storage::ControlTables& tables, Micros now);

// A SamplingRuleRecord. Clients written by hand lose a whole poll over a missing member or an integer where
// they expect a decimal: every documented member is written, in its type.
[[nodiscard]] nlohmann::json write_rule_record(const Context& context, const SamplingRule& rule);

}  // namespace xray::api
