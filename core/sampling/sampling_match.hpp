// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/sampling/sampling_rule.hpp"

namespace xray {

// What a client knows of a request when it decides whether to trace it. An empty text is something that the
// client does not know.
struct SampledRequest {
    std::string service_name;
    std::string service_type;
    std::string host;
    std::string http_method;
    std::string url_path;
    std::string resource_arn;
    std::map<std::string, std::string> attributes;
};

// Bytes of a text that POST /_emulator/sampling/explain compares with the rules. A pattern with a star takes
// time in proportion to its own length times the text's: here at most some ten milliseconds for all rules.
inline constexpr std::size_t kMaxSampledText = 4096;

// `*` stands for any text, `?` for any one character; ASCII letters are equal to their other case, as X-Ray's
// SDKs compare. Takes at most as many steps as the lengths of both, multiplied.
[[nodiscard]] bool matches_wildcards(std::string_view pattern, std::string_view text);

// A field of a rule that a request does not match.
struct RuleMismatch {
    std::string field;    // as the API names it: "ServiceName", or "Attributes.KEY"
    std::string pattern;  // the rule's
    std::string value;    // the request's; empty if it has none
};

// Why the rule does not take the request; empty if it does. Every field must match; one that the client
// does not know is not compared, as in X-Ray's SDKs. Each attribute of the rule must be among those of the
// request: keys are compared exactly, values as patterns. Default takes everything.
[[nodiscard]] std::vector<RuleMismatch> mismatches(const SamplingRule& rule, const SampledRequest& request);

// In the order in which clients try rules: by priority, then by name; Default last.
void sort_by_priority(std::vector<SamplingRule>& rules);

}  // namespace xray
