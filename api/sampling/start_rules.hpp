// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "api/context/context.hpp"
#include "core/base/error.hpp"
#include "core/sampling/sampling_rule.hpp"

namespace xray::api {

// The sampling rules of a text as GetSamplingRules answers it:
// {"SamplingRuleRecords":[{"SamplingRule":{…}}]}. RuleARN and the times of a record are not read. Of a rule
// called Default, FixedRate and ReservoirSize count. The error is one line that names the rule and the
// member, or the line and column of what is no JSON.
[[nodiscard]] tl::expected<std::vector<SamplingRule>, std::string> read_start_rules(std::string_view text);

// Puts the rules that the context starts with (Context::start_rules) into the control plane: into a new
// database, and into one that has seen other start rules last, whose rules they replace by name; rules that
// the last ones had and these have not are removed. Otherwise nothing is done, so that what was changed by
// calls stays over a restart. Error kRuleLimitExceeded if there would be more rules than an account may have.
[[nodiscard]] Result<void> put_start_rules(Context& context);

}  // namespace xray::api
