// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace xray {

// Temporary raise of a rule's rate while clients report anomalies (adaptive sampling).
struct SamplingRateBoost {
    double max_rate = 0;
    std::int32_t cooldown_minutes = 0;

    bool operator==(const SamplingRateBoost&) const = default;
};

struct SamplingRule {
    std::string name;
    std::string resource_arn = "*";
    std::int32_t priority = 0;        // lower first
    double fixed_rate = 0;            // 0..1, after the reservoir
    std::int32_t reservoir_size = 0;  // traces per second, over all clients
    std::string service_name = "*";
    std::string service_type = "*";
    std::string host = "*";
    std::string http_method = "*";
    std::string url_path = "*";
    std::int32_t version = 1;
    std::map<std::string, std::string> attributes;
    std::optional<SamplingRateBoost> boost;
    Micros created = 0;
    Micros modified = 0;

    bool operator==(const SamplingRule&) const = default;
};

inline constexpr std::string_view kDefaultRuleName = "Default";

// What the rule that is always there starts with.
enum class DefaultSampling {
    kAws,  // one trace per second and 5 % of the rest
    kAll,  // every request
};

// The rule that is always there, for everything that no other rule takes.
[[nodiscard]] SamplingRule default_sampling_rule(DefaultSampling sampling);

}  // namespace xray
