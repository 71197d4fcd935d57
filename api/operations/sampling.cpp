// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "api/operations/operations.hpp"
#include "api/request_reader.hpp"
#include "api/request_validation.hpp"
#include "core/sampling.hpp"

// The polling side of sampling, which every SDK and the daemon's proxy use. Hand-written clients lose a whole
// poll over a missing member or an integer where they expect a decimal, so every documented member is always
// written, in its type (docs/fidelity.md).
namespace xray::api::operations {
namespace {

using nlohmann::json;

constexpr int kReportInterval = 10;  // seconds until a client's next report

std::vector<SamplingRule> all_rules(Context& /*context*/) {
    return {default_sampling_rule()};
}

json write_rule(const Context& context, const SamplingRule& rule) {
    json written{
        {"Attributes", rule.attributes},
        {"FixedRate", rule.fixed_rate},
        {"HTTPMethod", rule.http_method},
        {"Host", rule.host},
        {"Priority", rule.priority},
        {"ReservoirSize", rule.reservoir_size},
        {"ResourceARN", rule.resource_arn},
        {"RuleARN",
         "arn:aws:xray:" + context.region + ":" + context.account_id + ":sampling-rule/" + rule.name},
        {"RuleName", rule.name},
        {"ServiceName", rule.service_name},
        {"ServiceType", rule.service_type},
        {"URLPath", rule.url_path},
        {"Version", rule.version},
    };
    if (rule.boost) {
        written["SamplingRateBoost"] = {{"CooldownWindowMinutes", rule.boost->cooldown_minutes},
                                        {"MaxRate", rule.boost->max_rate}};
    }
    return written;
}

json write_record(const Context& context, const SamplingRule& rule) {
    return {{"CreatedAt", whole_seconds(rule.created)},
            {"ModifiedAt", whole_seconds(rule.modified)},
            {"SamplingRule", write_rule(context, rule)}};
}

// Leases end on whole seconds.
double nearest_second(Micros time) {
    return std::round(seconds_from_micros(time));
}

json unknown_rule(const std::string& name) {
    return {{"ErrorCode", "400"}, {"Message", "Unknown rule"}, {"RuleName", name}};
}

// ADOT's Python sampler says SampleCount where the model says SampledCount.
void accept_other_spellings(json& request) {
    const auto list = request.find("SamplingStatisticsDocuments");
    if (list == request.end() || !list->is_array()) return;
    for (json& document : *list) {
        if (!document.is_object() || document.contains("SampledCount")) continue;
        const auto other = document.find("SampleCount");
        if (other != document.end()) document["SampledCount"] = *other;
    }
}

Result<RequestReader> read_targets_request(const Context& context, std::string_view body) {
    Result<json> parsed = parse_body(body);
    if (!parsed) return tl::unexpected(parsed.error());
    accept_other_spellings(*parsed);
    const model::Shape& input =
        context.strict ? model::input_of("GetSamplingTargets") : model::sampling_targets_of_any_number();
    const Result<void> valid = validate(input, *parsed);
    if (!valid) return tl::unexpected(valid.error());
    return RequestReader(std::move(*parsed));
}

// One answer to GetSamplingTargets in the making.
class Targets {
public:
    Targets(Context& context, std::vector<SamplingRule> rules)
        : context_(context), rules_(std::move(rules)), now_(context.clock.now()) {}

    // Before report(): a boost shows in the targets of its rule.
    void report_boost(const RequestReader& document) {
        const std::string name = document.required_text("RuleName");
        const SamplingRule* rule = find(name);
        if (rule == nullptr) {
            unprocessed_boosts_.push_back(unknown_rule(name));
            return;
        }
        const std::optional<BoostLease> lease =
            context_.sampling.boost(*rule, document.required_integer("AnomalyCount"), now_);
        if (lease) boosts_[name] = *lease;
    }

    void report(const RequestReader& document) {
        const std::string name = document.required_text("RuleName");
        const SamplingRule* rule = find(name);
        if (rule == nullptr) {
            unprocessed_.push_back(unknown_rule(name));
            return;
        }
        const std::string client = document.required_text("ClientID");
        const std::optional<ReservoirLease> lease = context_.sampling.report(
            *rule,
            {client, document.required_integer("RequestCount"), document.required_integer("SampledCount"),
             document.integer("BorrowCount").value_or(0)},
            now_);
        targets_.push_back(write_target(*rule, lease));
    }

    [[nodiscard]] json finish(bool with_boosts) && {
        Micros last_change = 0;
        for (const SamplingRule& rule : rules_) last_change = std::max(last_change, rule.modified);
        json answer{{"LastRuleModification", whole_seconds(last_change)},
                    {"SamplingTargetDocuments", std::move(targets_)},
                    {"UnprocessedStatistics", std::move(unprocessed_)}};
        if (with_boosts) answer["UnprocessedBoostStatistics"] = std::move(unprocessed_boosts_);
        return answer;
    }

private:
    const SamplingRule* find(const std::string& name) const {
        const auto found = std::find_if(rules_.begin(), rules_.end(),
                                        [&](const SamplingRule& rule) { return rule.name == name; });
        return found == rules_.end() ? nullptr : &*found;
    }

    json write_target(const SamplingRule& rule, const std::optional<ReservoirLease>& lease) const {
        json target{{"FixedRate", rule.fixed_rate},
                    {"Interval", nullptr},
                    {"ReservoirQuota", nullptr},
                    {"ReservoirQuotaTTL", nullptr},
                    {"RuleName", rule.name}};
        if (lease) {
            target["Interval"] = kReportInterval;
            target["ReservoirQuota"] = lease->quota;
            target["ReservoirQuotaTTL"] = nearest_second(lease->expires);
        }
        const auto boost = boosts_.find(rule.name);
        if (boost != boosts_.end()) {
            target["SamplingBoost"] = {{"BoostRate", boost->second.rate},
                                       {"BoostRateTTL", nearest_second(boost->second.expires)}};
        }
        return target;
    }

    Context& context_;
    std::vector<SamplingRule> rules_;
    Micros now_;
    std::map<std::string, BoostLease> boosts_;
    json targets_ = json::array();
    json unprocessed_ = json::array();
    json unprocessed_boosts_ = json::array();
};

}  // namespace

// All rules on one page: no SDK follows NextToken here, and the service ignores one that is sent.
Result<std::string> get_sampling_rules(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_request("GetSamplingRules", body);
    if (!request) return tl::unexpected(request.error());
    json records = json::array();
    for (const SamplingRule& rule : all_rules(context)) records.push_back(write_record(context, rule));
    return write_answer({{"NextToken", nullptr}, {"SamplingRuleRecords", std::move(records)}});
}

Result<std::string> get_sampling_targets(Context& context, std::string_view body) {
    const Result<RequestReader> request = read_targets_request(context, body);
    if (!request) return tl::unexpected(request.error());
    Targets targets(context, all_rules(context));
    const std::vector<RequestReader> boosts = request->structures("SamplingBoostStatisticsDocuments");
    for (const RequestReader& document : boosts) targets.report_boost(document);
    for (const RequestReader& document : request->structures("SamplingStatisticsDocuments")) {
        targets.report(document);
    }
    return write_answer(std::move(targets).finish(!boosts.empty()));
}

}  // namespace xray::api::operations
