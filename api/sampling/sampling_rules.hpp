// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "core/sampling/sampling_rule.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

// Of an account; Default is not counted (documented).
inline constexpr std::size_t kMaxSamplingRules = 25;

// The rules in force, Default among them, and when any of them was last made, changed or deleted.
struct SamplingRules {
    std::vector<SamplingRule> rules;  // by name, Default last (seen 2026-09)
    Micros last_change = 0;
};

[[nodiscard]] SamplingRules load_sampling_rules(Context& context);

// One rule; Default is there even if nobody has changed it.
[[nodiscard]] std::optional<SamplingRule> find_sampling_rule(const Context& context,
                                                             storage::ControlTables& tables,
                                                             std::string_view name);

// A rule from its JSON, which has passed the service model, under that name and without times.
// Errors: kInvalidRequest for a version other than 1, kInternal for a boost as the service fails on it.
[[nodiscard]] Result<SamplingRule> read_sampling_rule(std::string name, const RequestReader& given);

// The boost of a rule or of an update; nothing if it has none.
[[nodiscard]] Result<std::optional<SamplingRateBoost>> read_rate_boost(const RequestReader& rule);

// kRuleLimitExceeded if there are more rules than an account may have. To be called in the transaction that
// adds some.
[[nodiscard]] Result<void> check_number_of_rules(storage::ControlTables& tables);

// Removes a rule with its tags and leases, to be called in a transaction. What the ledger holds of it is the
// caller's to forget.
void remove_sampling_rule(const Context& context, storage::ControlTables& tables, std::string_view name);

// To be called in the transaction that changes a rule.
void note_rule_change(storage::ControlTables& tables, Micros now);

// A SamplingRuleRecord. Clients written by hand lose a whole poll over a missing member or an integer where
// they expect a decimal: every documented member is written, in its type.
[[nodiscard]] nlohmann::json write_rule_record(const Context& context, const SamplingRule& rule);

}  // namespace xray::api
