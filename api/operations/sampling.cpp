// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "api/request/request_reader.hpp"
#include "api/request/request_validation.hpp"
#include "api/sampling/sampling_leases.hpp"
#include "api/sampling/sampling_rules.hpp"
#include "core/base/try.hpp"
#include "core/sampling/sampling_ledger.hpp"

// The polling side of sampling, which every SDK and the daemon's proxy use. Hand-written clients lose a whole
// poll over a missing member or an integer where they expect a decimal, so every documented member is always
// written, in its type (docs/fidelity.md).
namespace xray::api::operations {
namespace {

using nlohmann::json;

constexpr int kReportInterval = 10;  // seconds until a client's next report

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

Result<RequestReader> read_targets_request(const Context& context, const model::Shape& input,
                                           std::string_view body) {
    XRAY_TRY(json parsed, parse_body(body));
    accept_other_spellings(parsed);
    XRAY_CHECK(validate(context.strict ? input : model::sampling_targets_of_any_number(), parsed));
    return RequestReader(std::move(parsed));
}

// One answer to GetSamplingTargets in the making.
class Targets {
public:
    Targets(Context& context, SamplingRules rules)
        : context_(context), loaded_(std::move(rules)), now_(context.clock.now()) {}

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
            {client, document.integer("RequestCount").value_or(0),
             document.integer("SampledCount").value_or(0), document.integer("BorrowCount").value_or(0)},
            now_);
        if (lease) leased_.insert(name);
        targets_.push_back(write_target(*rule, lease));
    }

    // Leases are written down before any client learns of its own.
    [[nodiscard]] json finish(bool with_boosts) && {
        save_leases(context_, leased_);
        json answer{{"LastRuleModification", whole_seconds(loaded_.last_change)},
                    {"SamplingTargetDocuments", std::move(targets_)},
                    {"UnprocessedStatistics", std::move(unprocessed_)}};
        if (with_boosts) answer["UnprocessedBoostStatistics"] = std::move(unprocessed_boosts_);
        return answer;
    }

private:
    const SamplingRule* find(const std::string& name) const {
        const auto found = std::find_if(loaded_.rules.begin(), loaded_.rules.end(),
                                        [&](const SamplingRule& rule) { return rule.name == name; });
        return found == loaded_.rules.end() ? nullptr : &*found;
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
    SamplingRules loaded_;
    Micros now_;
    std::map<std::string, BoostLease> boosts_;
    std::set<std::string> leased_;
    json targets_ = json::array();
    json unprocessed_ = json::array();
    json unprocessed_boosts_ = json::array();
};

}  // namespace

Result<std::string> get_sampling_targets(Context& context, const model::Shape& input,
                                         const HttpRequest& http) {
    XRAY_TRY(const RequestReader request, read_targets_request(context, input, http.body));
    restore_leases(context);
    Targets targets(context, load_sampling_rules(context));
    const std::vector<RequestReader> boosts = request.structures("SamplingBoostStatisticsDocuments");
    for (const RequestReader& document : boosts) targets.report_boost(document);
    for (const RequestReader& document : request.structures("SamplingStatisticsDocuments")) {
        targets.report(document);
    }
    return write_answer(std::move(targets).finish(!boosts.empty()));
}

// One entry for each rule, over the last closed window of 10 seconds; Default has one if it had reports
// (observed: rules without reports are told with zeros, Default is not).
Result<std::string> get_sampling_statistic_summaries(Context& context, const RequestReader& /*request*/) {
    json summaries = json::array();
    for (const SamplingRule& rule : load_sampling_rules(context).rules) {
        const SamplingWindow window = context.sampling.last_window(rule.name, context.clock.now());
        if (rule.name == kDefaultRuleName && window.requests == 0) continue;
        summaries.push_back({{"BorrowCount", window.borrowed},
                             {"RequestCount", window.requests},
                             {"RuleName", window.rule},
                             {"SampledCount", window.sampled},
                             {"Timestamp", whole_seconds(window.start)}});
    }
    return write_answer({{"NextToken", nullptr}, {"SamplingStatisticSummaries", std::move(summaries)}});
}

}  // namespace xray::api::operations
