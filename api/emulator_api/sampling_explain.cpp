// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/context/context.hpp"
#include "api/emulator_api/json_response.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/arn.hpp"
#include "api/sampling/sampling_leases.hpp"
#include "api/sampling/sampling_rules.hpp"
#include "core/sampling/sampling_match.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

std::string* text_member(SampledRequest& request, std::string_view name) {
    if (name == "ServiceName") return &request.service_name;
    if (name == "ServiceType") return &request.service_type;
    if (name == "Host") return &request.host;
    if (name == "HTTPMethod") return &request.http_method;
    if (name == "URLPath") return &request.url_path;
    if (name == "ResourceARN") return &request.resource_arn;
    return nullptr;
}

Result<std::string> read_text(const std::string& name, const json& value) {
    if (!value.is_string()) return fail(ErrorCode::kInvalidRequest, name + " must be a text");
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > kMaxSampledText) {
        return fail(ErrorCode::kInvalidRequest,
                    name + " may have " + std::to_string(kMaxSampledText) + " bytes at most");
    }
    return text;
}

Result<void> read_attributes(const json& value, SampledRequest& request) {
    if (!value.is_object()) return fail(ErrorCode::kInvalidRequest, "Attributes must be an object of texts");
    for (const auto& [key, given] : value.items()) {
        Result<std::string> text = read_text("Attributes." + key, given);
        if (!text) return tl::unexpected(std::move(text.error()));
        request.attributes[key] = std::move(*text);
    }
    return {};
}

Result<SampledRequest> read_sampled_request(const json& body) {
    SampledRequest request;
    for (const auto& [name, value] : body.items()) {
        if (value.is_null()) continue;
        if (name == "Attributes") {
            if (Result<void> read = read_attributes(value, request); !read) {
                return tl::unexpected(std::move(read.error()));
            }
            continue;
        }
        std::string* const member = text_member(request, name);
        if (member == nullptr) return fail(ErrorCode::kInvalidRequest, "There is no member " + name);
        Result<std::string> text = read_text(name, value);
        if (!text) return tl::unexpected(std::move(text.error()));
        *member = std::move(*text);
    }
    return request;
}

// X-Ray's own SDKs skip rules with attributes, or with a resource; OpenTelemetry's samplers try them.
bool is_for_opentelemetry_only(const SamplingRule& rule) {
    return rule.name != kDefaultRuleName && (!rule.attributes.empty() || rule.resource_arn != "*");
}

json write_passed_over(const SamplingRule& rule, const std::vector<RuleMismatch>& found) {
    json fields = json::array();
    for (const RuleMismatch& mismatch : found) {
        fields.push_back({{"Field", mismatch.field},
                          {"Pattern", mismatch.pattern},
                          {"Value", mismatch.value.empty() ? json(nullptr) : json(mismatch.value)}});
    }
    return {{"Mismatches", std::move(fields)}, {"Priority", rule.priority}, {"RuleName", rule.name}};
}

json write_hit(Context& context, const SamplingRule& rule) {
    const RuleUsage usage = context.sampling.usage(rule.name, context.clock.now());
    json boost = nullptr;
    if (usage.boost) {
        boost = {{"BoostRate", usage.boost->rate},
                 {"BoostRateTTL", seconds_from_micros(usage.boost->expires)}};
    }
    json allowed = nullptr;
    if (rule.boost) {
        allowed = {{"CooldownWindowMinutes", rule.boost->cooldown_minutes},
                   {"MaxRate", rule.boost->max_rate}};
    }
    return {{"Clients", usage.clients},
            {"FixedRate", rule.fixed_rate},
            {"OpenTelemetryOnly", is_for_opentelemetry_only(rule)},
            {"Priority", rule.priority},
            {"QuotaLeased", usage.leased},
            {"ReservoirSize", rule.reservoir_size},
            {"RuleARN", sampling_rule_arn(context, rule.name)},
            {"RuleName", rule.name},
            {"SamplingBoost", std::move(boost)},
            {"SamplingRateBoost", std::move(allowed)}};
}

json explain(Context& context, const SampledRequest& request) {
    restore_leases(context);
    std::vector<SamplingRule> rules = load_sampling_rules(context).rules;
    sort_by_priority(rules);
    json answer{{"NotTried", json::array()}, {"PassedOver", json::array()}};
    for (const SamplingRule& rule : rules) {
        if (answer.contains("Rule")) {
            answer["NotTried"].push_back(rule.name);
            continue;
        }
        const std::vector<RuleMismatch> found = mismatches(rule, request);
        if (!found.empty()) {
            answer["PassedOver"].push_back(write_passed_over(rule, found));
            continue;
        }
        answer["RuleName"] = rule.name;
        answer["Rule"] = write_hit(context, rule);
    }
    return answer;
}

}  // namespace

// POST /_emulator/sampling/explain: which sampling rule a request falls under, and why not under an earlier
// one. The body tells of the request what a client would know: ServiceName, ServiceType, Host, HTTPMethod,
// URLPath, ResourceARN, Attributes, all optional. 400 for other members, or members of other types.
//
// The answer: `RuleName`; `Rule`, with what clients hold of it now; `PassedOver`, the rules tried before it,
// in the order of their trial, with the fields that did not match; `NotTried`, the names of the rest.
HttpResponse explain_sampling(Context& context, const HttpRequest& request) {
    const Result<json> body = parse_body(request.body);
    if (!body) return plain_error(400, body.error().message);
    const Result<SampledRequest> sampled = read_sampled_request(*body);
    if (!sampled) return plain_error(400, sampled.error().message);
    return json_response(explain(context, *sampled));
}

}  // namespace xray::api
