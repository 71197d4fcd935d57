// SPDX-License-Identifier: Apache-2.0
#include "core/sampling/sampling_rule.hpp"

namespace xray {

SamplingRule default_sampling_rule(DefaultSampling sampling) {
    SamplingRule rule;
    rule.name = kDefaultRuleName;
    rule.priority = 10000;
    rule.fixed_rate = sampling == DefaultSampling::kAll ? 1 : 0.05;
    rule.reservoir_size = 1;
    return rule;
}

}  // namespace xray
