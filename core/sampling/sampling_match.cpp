// SPDX-License-Identifier: Apache-2.0
#include "core/sampling/sampling_match.hpp"

#include <algorithm>
#include <tuple>

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

namespace xray {

// Linear but for the last star: after a mismatch that star takes one character more.
bool matches_wildcards(std::string_view pattern, std::string_view text) {
    constexpr std::size_t kNone = std::string_view::npos;
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = kNone;
    std::size_t star_text = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_text = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            t += character_length(text.substr(t)).value_or(1);
        } else if (p < pattern.size() && to_lower(pattern[p]) == to_lower(text[t])) {
            ++p;
            ++t;
        } else if (star != kNone) {
            p = star + 1;
            star_text += character_length(text.substr(star_text)).value_or(1);
            t = star_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == kNone;
}

std::vector<RuleMismatch> mismatches(const SamplingRule& rule, const SampledRequest& request) {
    std::vector<RuleMismatch> found;
    if (rule.name == kDefaultRuleName) return found;
    const auto compare = [&found](std::string field, const std::string& pattern, const std::string& value) {
        if (!matches_wildcards(pattern, value)) found.push_back({std::move(field), pattern, value});
    };
    const auto compare_known = [&](std::string field, const std::string& pattern, const std::string& value) {
        if (!value.empty()) compare(std::move(field), pattern, value);
    };
    compare_known("ServiceName", rule.service_name, request.service_name);
    compare_known("ServiceType", rule.service_type, request.service_type);
    compare_known("Host", rule.host, request.host);
    compare_known("HTTPMethod", rule.http_method, request.http_method);
    compare_known("URLPath", rule.url_path, request.url_path);
    compare_known("ResourceARN", rule.resource_arn, request.resource_arn);
    for (const auto& [key, pattern] : rule.attributes) {
        const auto value = request.attributes.find(key);
        if (value == request.attributes.end()) {
            found.push_back({"Attributes." + key, pattern, {}});
        } else {
            compare("Attributes." + key, pattern, value->second);
        }
    }
    return found;
}

void sort_by_priority(std::vector<SamplingRule>& rules) {
    const auto order = [](const SamplingRule& rule) {
        return std::make_tuple(rule.name == kDefaultRuleName, rule.priority, std::string_view(rule.name));
    };
    std::sort(rules.begin(), rules.end(),
              [&order](const SamplingRule& a, const SamplingRule& b) { return order(a) < order(b); });
}

}  // namespace xray
