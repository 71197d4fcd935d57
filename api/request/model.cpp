// SPDX-License-Identifier: Apache-2.0
#include "api/request/model.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"

namespace xray::api::model {
namespace {

constexpr bool kRequired = true;

bool is_policy_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view("_+=,.@-").find(c) != std::string_view::npos;
    });
}

bool is_insight_id(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !hex_value(text[i])) return false;
    }
    return text[14] >= '1' && text[14] <= '5' &&
           std::string_view("89abAB").find(text[19]) != std::string_view::npos;
}

constexpr std::array<std::string_view, 2> kInsightStates{"ACTIVE", "CLOSED"};
constexpr std::array<std::string_view, 3> kTimeRangeTypes{"TraceId", "Event", "Service"};
// Not in the model's order (seen 2026-09).
constexpr std::array<std::string_view, 2> kStrategyNames{"FixedRate", "PartialScan"};
constexpr std::array<std::string_view, 2> kTraceFormats{"XRAY", "OTEL"};
constexpr std::array<std::string_view, 2> kEncryptionTypes{"NONE", "KMS"};
constexpr std::array<std::string_view, 2> kDestinations{"XRay", "CloudWatchLogs"};

// Scalars
constexpr Shape kString{.kind = Kind::kText};
constexpr Shape kInteger{.kind = Kind::kInteger};
constexpr Shape kDouble{.kind = Kind::kDouble};
constexpr Shape kBoolean{.kind = Kind::kBoolean};
constexpr Shape kTimestamp{.kind = Kind::kTimestamp};
constexpr Shape kCount{.kind = Kind::kInteger, .min = 0};
constexpr Shape kRate{.kind = Kind::kDouble, .min = 0, .max = 1};
constexpr Shape kTraceId{.kind = Kind::kText, .min = 1, .max = 35};
constexpr Shape kGroupName{.kind = Kind::kText, .min = 1, .max = 32};
constexpr Shape kGroupArn{.kind = Kind::kText, .min = 1, .max = 400};
constexpr Shape kTagKey{.kind = Kind::kText, .min = 1, .max = 128};
constexpr Shape kTagValue{.kind = Kind::kText, .min = 0, .max = 256};
constexpr Shape kTaggedArn{.kind = Kind::kText, .min = 1, .max = 1011};
constexpr Shape kRuleName{.kind = Kind::kText, .min = 1, .max = 32};
constexpr Shape kAtMost10{.kind = Kind::kText, .max = 10};
constexpr Shape kAtMost20{.kind = Kind::kText, .max = 20};
constexpr Shape kAtMost64{.kind = Kind::kText, .max = 64};
constexpr Shape kAtMost128{.kind = Kind::kText, .max = 128};
constexpr Shape kAtMost255{.kind = Kind::kText, .max = 255};
constexpr Shape kAtMost500{.kind = Kind::kText, .max = 500};
constexpr Shape kPriority{.kind = Kind::kInteger, .min = 1, .max = 9999};
constexpr Shape kVersion{.kind = Kind::kInteger, .min = 1};
constexpr Shape kAttributeText{.kind = Kind::kText, .min = 1, .max = 32};
constexpr Shape kClientId{.kind = Kind::kText, .min = 24, .max = 24};
constexpr Shape kPageToken100{.kind = Kind::kText, .min = 1, .max = 100};
constexpr Shape kPageToken2000{.kind = Kind::kText, .min = 1, .max = 2000};
constexpr Shape kEventsPerPage{.kind = Kind::kInteger, .min = 1, .max = 50};
constexpr Shape kInsightsPerPage{.kind = Kind::kInteger, .min = 1, .max = 100};
constexpr Shape kRetrievalToken{.kind = Kind::kText, .min = 0, .max = 1020};
constexpr Shape kKeyId{.kind = Kind::kText, .min = 1, .max = 3000};
constexpr Shape kSelector{.kind = Kind::kText, .min = 1, .max = 500};
constexpr Shape kPolicyName{
    .kind = Kind::kText, .min = 1, .max = 128, .pattern = "[\\w+=,.@-]+", .matches = is_policy_name};
constexpr Shape kInsightId{
    .kind = Kind::kText,
    .pattern = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}",
    .matches = is_insight_id};
constexpr Shape kInsightState{.kind = Kind::kText, .values = kInsightStates};
constexpr Shape kTimeRangeType{.kind = Kind::kText, .values = kTimeRangeTypes};
constexpr Shape kStrategyName{.kind = Kind::kText, .values = kStrategyNames};
constexpr Shape kTraceFormat{.kind = Kind::kText, .values = kTraceFormats};
constexpr Shape kEncryptionType{.kind = Kind::kText, .values = kEncryptionTypes};
constexpr Shape kDestination{.kind = Kind::kText, .values = kDestinations};

// Structures and lists inside of inputs
constexpr std::array kTagMembers{Member{"Key", &kTagKey, kRequired}, Member{"Value", &kTagValue, kRequired}};
constexpr Shape kTag{.members = kTagMembers, .name = "Tag"};
constexpr Shape kTagList{.kind = Kind::kList, .min = 0, .max = 200, .element = &kTag};
constexpr Shape kTagKeyList{.kind = Kind::kList, .min = 0, .max = 200, .element = &kTagKey};
constexpr Shape kTraceIdList{.kind = Kind::kList, .element = &kTraceId};
constexpr Shape kRetrievalIdList{.kind = Kind::kList, .min = 0, .max = 100, .element = &kTraceId};
constexpr Shape kDocumentList{.kind = Kind::kList, .element = &kString};
constexpr Shape kInsightStateList{.kind = Kind::kList, .min = 0, .max = 1, .element = &kInsightState};

constexpr std::array kInsightsConfigurationMembers{Member{"InsightsEnabled", &kBoolean},
                                                   Member{"NotificationsEnabled", &kBoolean}};
constexpr Shape kInsightsConfiguration{.members = kInsightsConfigurationMembers,
                                       .name = "InsightsConfiguration"};

constexpr Shape kAttributeMap{
    .kind = Kind::kMap, .max = 5, .key = &kAttributeText, .element = &kAttributeText};
constexpr std::array kRateBoostMembers{Member{"MaxRate", &kRate, kRequired},
                                       Member{"CooldownWindowMinutes", &kCount, kRequired}};
constexpr Shape kRateBoost{.members = kRateBoostMembers, .name = "SamplingRateBoost"};
// The model calls both members required here, too; the service fails without them (seen 2026-09).
constexpr std::array kRateBoostUpdateMembers{Member{"MaxRate", &kRate},
                                             Member{"CooldownWindowMinutes", &kCount}};
constexpr Shape kRateBoostUpdate{.members = kRateBoostUpdateMembers, .name = "SamplingRateBoost"};

constexpr std::array kSamplingRuleMembers{
    Member{"RuleName", &kRuleName},
    Member{"RuleARN", &kString},
    Member{"ResourceARN", &kAtMost500, kRequired},
    Member{"Priority", &kPriority, kRequired},
    Member{"FixedRate", &kRate, kRequired},
    Member{"ReservoirSize", &kCount, kRequired},
    Member{"ServiceName", &kAtMost64, kRequired},
    Member{"ServiceType", &kAtMost64, kRequired},
    Member{"Host", &kAtMost64, kRequired},
    Member{"HTTPMethod", &kAtMost10, kRequired},
    Member{"URLPath", &kAtMost128, kRequired},
    Member{"Version", &kVersion, kRequired},
    Member{"Attributes", &kAttributeMap},
    Member{"SamplingRateBoost", &kRateBoost},
};
constexpr Shape kSamplingRule{.members = kSamplingRuleMembers, .name = "SamplingRule"};

constexpr std::array kSamplingRuleUpdateMembers{
    Member{"RuleName", &kRuleName},
    Member{"RuleARN", &kString},
    Member{"ResourceARN", &kAtMost500},
    Member{"Priority", &kInteger},
    Member{"FixedRate", &kDouble},
    Member{"ReservoirSize", &kInteger},
    Member{"Host", &kAtMost64},
    Member{"ServiceName", &kAtMost64},
    Member{"ServiceType", &kAtMost64},
    Member{"HTTPMethod", &kAtMost10},
    Member{"URLPath", &kAtMost128},
    Member{"Attributes", &kAttributeMap},
    Member{"SamplingRateBoost", &kRateBoostUpdate},
};
constexpr Shape kSamplingRuleUpdate{.members = kSamplingRuleUpdateMembers, .name = "SamplingRuleUpdate"};

// The model calls RequestCount and SampledCount required; the service does without (seen 2026-09).
constexpr std::array kStatisticsMembers{
    Member{"RuleName", &kRuleName, kRequired},
    Member{"ClientID", &kClientId, kRequired},
    Member{"Timestamp", &kTimestamp, kRequired},
    Member{"RequestCount", &kCount},
    Member{"SampledCount", &kCount},
    Member{"BorrowCount", &kCount},
};
constexpr Shape kStatistics{.members = kStatisticsMembers, .name = "SamplingStatisticsDocument"};
constexpr Shape kStatisticsList{.kind = Kind::kList, .max = 25, .element = &kStatistics};
constexpr Shape kAnyStatisticsList{.kind = Kind::kList, .element = &kStatistics};

constexpr std::array kBoostStatisticsMembers{
    Member{"RuleName", &kRuleName, kRequired},   Member{"ServiceName", &kAtMost64, kRequired},
    Member{"Timestamp", &kTimestamp, kRequired}, Member{"AnomalyCount", &kCount, kRequired},
    Member{"TotalCount", &kCount, kRequired},    Member{"SampledAnomalyCount", &kCount, kRequired},
};
constexpr Shape kBoostStatistics{.members = kBoostStatisticsMembers,
                                 .name = "SamplingBoostStatisticsDocument"};
constexpr Shape kBoostStatisticsList{.kind = Kind::kList, .max = 25, .element = &kBoostStatistics};
constexpr Shape kAnyBoostStatisticsList{.kind = Kind::kList, .element = &kBoostStatistics};

constexpr std::array kSamplingStrategyMembers{Member{"Name", &kStrategyName}, Member{"Value", &kDouble}};
constexpr Shape kSamplingStrategy{.members = kSamplingStrategyMembers, .name = "SamplingStrategy"};

constexpr std::array kConnectionErrorsMembers{
    Member{"TimeoutCount", &kInteger},     Member{"ConnectionRefusedCount", &kInteger},
    Member{"HTTPCode4XXCount", &kInteger}, Member{"HTTPCode5XXCount", &kInteger},
    Member{"UnknownHostCount", &kInteger}, Member{"OtherCount", &kInteger},
};
constexpr Shape kConnectionErrors{.members = kConnectionErrorsMembers, .name = "BackendConnectionErrors"};
constexpr std::array kTelemetryRecordMembers{
    Member{"Timestamp", &kTimestamp, kRequired}, Member{"SegmentsReceivedCount", &kInteger},
    Member{"SegmentsSentCount", &kInteger},      Member{"SegmentsSpilloverCount", &kInteger},
    Member{"SegmentsRejectedCount", &kInteger},  Member{"BackendConnectionErrors", &kConnectionErrors},
};
constexpr Shape kTelemetryRecord{.members = kTelemetryRecordMembers, .name = "TelemetryRecord"};
// The service lets a null through here, and fails on it later (seen 2026-09).
constexpr Shape kTelemetryRecordList{.kind = Kind::kList, .element = &kTelemetryRecord, .sparse = true};

constexpr std::array kProbabilisticMembers{Member{"DesiredSamplingPercentage", &kDouble, kRequired}};
constexpr Shape kProbabilistic{.members = kProbabilisticMembers, .name = "ProbabilisticRuleValueUpdate"};
constexpr std::array kIndexingRuleMembers{Member{"Probabilistic", &kProbabilistic}};
constexpr Shape kIndexingRule{.members = kIndexingRuleMembers, .name = "IndexingRuleValueUpdate"};

// Inputs of the operations
constexpr std::array kNextTokenOnly{Member{"NextToken", &kString}};
constexpr std::array kTraceIds{Member{"TraceIds", &kTraceIdList, kRequired}, Member{"NextToken", &kString}};
constexpr std::array kGroupKey{Member{"GroupName", &kGroupName}, Member{"GroupARN", &kGroupArn}};
constexpr std::array kRetrieval{Member{"RetrievalToken", &kRetrievalToken, kRequired}};
constexpr std::array kRetrievalPage{Member{"RetrievalToken", &kRetrievalToken, kRequired},
                                    Member{"NextToken", &kString}};
constexpr std::array kCreateGroup{
    Member{"GroupName", &kGroupName, kRequired}, Member{"FilterExpression", &kString},
    Member{"InsightsConfiguration", &kInsightsConfiguration}, Member{"Tags", &kTagList}};
constexpr std::array kUpdateGroup{Member{"GroupName", &kGroupName}, Member{"GroupARN", &kGroupArn},
                                  Member{"FilterExpression", &kString},
                                  Member{"InsightsConfiguration", &kInsightsConfiguration}};
constexpr std::array kCreateSamplingRule{Member{"SamplingRule", &kSamplingRule, kRequired},
                                         Member{"Tags", &kTagList}};
constexpr std::array kUpdateSamplingRule{Member{"SamplingRuleUpdate", &kSamplingRuleUpdate, kRequired}};
constexpr std::array kDeleteSamplingRule{Member{"RuleName", &kString}, Member{"RuleARN", &kString}};
constexpr std::array kDeleteResourcePolicy{Member{"PolicyName", &kPolicyName, kRequired},
                                           Member{"PolicyRevisionId", &kString}};
constexpr std::array kPutResourcePolicy{
    Member{"PolicyName", &kPolicyName, kRequired}, Member{"PolicyDocument", &kString, kRequired},
    Member{"PolicyRevisionId", &kString}, Member{"BypassPolicyLockoutCheck", &kBoolean}};
constexpr std::array kToken100Only{Member{"NextToken", &kPageToken100}};
constexpr std::array kGetInsight{Member{"InsightId", &kInsightId, kRequired}};
constexpr std::array kGetInsightEvents{Member{"InsightId", &kInsightId, kRequired},
                                       Member{"MaxResults", &kEventsPerPage},
                                       Member{"NextToken", &kPageToken2000}};
constexpr std::array kGetInsightImpactGraph{
    Member{"InsightId", &kInsightId, kRequired}, Member{"StartTime", &kTimestamp, kRequired},
    Member{"EndTime", &kTimestamp, kRequired}, Member{"NextToken", &kPageToken2000}};
constexpr std::array kGetInsightSummaries{
    Member{"States", &kInsightStateList},      Member{"GroupARN", &kGroupArn},
    Member{"GroupName", &kGroupName},          Member{"StartTime", &kTimestamp, kRequired},
    Member{"EndTime", &kTimestamp, kRequired}, Member{"MaxResults", &kInsightsPerPage},
    Member{"NextToken", &kPageToken2000},
};
constexpr std::array kGetSamplingTargets{Member{"SamplingStatisticsDocuments", &kStatisticsList, kRequired},
                                         Member{"SamplingBoostStatisticsDocuments", &kBoostStatisticsList}};
constexpr std::array kGetAnySamplingTargets{
    Member{"SamplingStatisticsDocuments", &kAnyStatisticsList, kRequired},
    Member{"SamplingBoostStatisticsDocuments", &kAnyBoostStatisticsList}};
constexpr std::array kGetServiceGraph{
    Member{"StartTime", &kTimestamp, kRequired}, Member{"EndTime", &kTimestamp, kRequired},
    Member{"GroupName", &kGroupName}, Member{"GroupARN", &kGroupArn}, Member{"NextToken", &kString}};
constexpr std::array kGetTimeSeries{
    Member{"StartTime", &kTimestamp, kRequired},
    Member{"EndTime", &kTimestamp, kRequired},
    Member{"GroupName", &kGroupName},
    Member{"GroupARN", &kGroupArn},
    Member{"EntitySelectorExpression", &kSelector},
    Member{"Period", &kInteger},
    Member{"ForecastStatistics", &kBoolean},
    Member{"NextToken", &kString},
};
constexpr std::array kGetTraceSummaries{
    Member{"StartTime", &kTimestamp, kRequired},
    Member{"EndTime", &kTimestamp, kRequired},
    Member{"TimeRangeType", &kTimeRangeType},
    Member{"Sampling", &kBoolean},
    Member{"SamplingStrategy", &kSamplingStrategy},
    Member{"FilterExpression", &kString},
    Member{"NextToken", &kString},
};
constexpr std::array kListRetrievedTraces{Member{"RetrievalToken", &kRetrievalToken, kRequired},
                                          Member{"TraceFormat", &kTraceFormat},
                                          Member{"NextToken", &kString}};
constexpr std::array kListTags{Member{"ResourceARN", &kTaggedArn, kRequired}, Member{"NextToken", &kString}};
constexpr std::array kTagResource{Member{"ResourceARN", &kTaggedArn, kRequired},
                                  Member{"Tags", &kTagList, kRequired}};
constexpr std::array kUntagResource{Member{"ResourceARN", &kTaggedArn, kRequired},
                                    Member{"TagKeys", &kTagKeyList, kRequired}};
constexpr std::array kPutEncryptionConfig{Member{"KeyId", &kKeyId},
                                          Member{"Type", &kEncryptionType, kRequired}};
// Several errors are told in this order (seen 2026-09), which is not the model's.
constexpr std::array kPutTelemetryRecords{
    Member{"TelemetryRecords", &kTelemetryRecordList, kRequired}, Member{"Hostname", &kAtMost255},
    Member{"EC2InstanceId", &kAtMost20}, Member{"ResourceARN", &kAtMost500}};
constexpr std::array kPutTraceSegments{Member{"TraceSegmentDocuments", &kDocumentList, kRequired}};
constexpr std::array kStartTraceRetrieval{Member{"TraceIds", &kRetrievalIdList, kRequired},
                                          Member{"StartTime", &kTimestamp, kRequired},
                                          Member{"EndTime", &kTimestamp, kRequired}};
constexpr std::array kUpdateIndexingRule{Member{"Name", &kString, kRequired},
                                         Member{"Rule", &kIndexingRule, kRequired}};
constexpr std::array kUpdateDestination{Member{"Destination", &kDestination}};

struct Input {
    std::string_view operation;
    Shape shape;
};

constexpr std::array kInputs{
    Input{"BatchGetTraces", {.members = kTraceIds}},
    Input{"CancelTraceRetrieval", {.members = kRetrieval}},
    Input{"CreateGroup", {.members = kCreateGroup}},
    Input{"CreateSamplingRule", {.members = kCreateSamplingRule}},
    Input{"DeleteGroup", {.members = kGroupKey}},
    Input{"DeleteResourcePolicy", {.members = kDeleteResourcePolicy}},
    Input{"DeleteSamplingRule", {.members = kDeleteSamplingRule}},
    Input{"GetEncryptionConfig", {}},
    Input{"GetGroup", {.members = kGroupKey}},
    Input{"GetGroups", {.members = kToken100Only}},
    Input{"GetIndexingRules", {.members = kNextTokenOnly}},
    Input{"GetInsight", {.members = kGetInsight}},
    Input{"GetInsightEvents", {.members = kGetInsightEvents}},
    Input{"GetInsightImpactGraph", {.members = kGetInsightImpactGraph}},
    Input{"GetInsightSummaries", {.members = kGetInsightSummaries}},
    Input{"GetRetrievedTracesGraph", {.members = kRetrievalPage}},
    Input{"GetSamplingRules", {.members = kNextTokenOnly}},
    Input{"GetSamplingStatisticSummaries", {.members = kNextTokenOnly}},
    Input{"GetSamplingTargets", {.members = kGetSamplingTargets}},
    Input{"GetServiceGraph", {.members = kGetServiceGraph}},
    Input{"GetTimeSeriesServiceStatistics", {.members = kGetTimeSeries}},
    Input{"GetTraceGraph", {.members = kTraceIds}},
    Input{"GetTraceSegmentDestination", {}},
    Input{"GetTraceSummaries", {.members = kGetTraceSummaries}},
    Input{"ListResourcePolicies", {.members = kToken100Only}},
    Input{"ListRetrievedTraces", {.members = kListRetrievedTraces}},
    Input{"ListTagsForResource", {.members = kListTags}},
    Input{"PutEncryptionConfig", {.members = kPutEncryptionConfig}},
    Input{"PutResourcePolicy", {.members = kPutResourcePolicy}},
    Input{"PutTelemetryRecords", {.members = kPutTelemetryRecords}},
    Input{"PutTraceSegments", {.members = kPutTraceSegments}},
    Input{"StartTraceRetrieval", {.members = kStartTraceRetrieval}},
    Input{"TagResource", {.members = kTagResource}},
    Input{"UntagResource", {.members = kUntagResource}},
    Input{"UpdateGroup", {.members = kUpdateGroup}},
    Input{"UpdateIndexingRule", {.members = kUpdateIndexingRule}},
    Input{"UpdateSamplingRule", {.members = kUpdateSamplingRule}},
    Input{"UpdateTraceSegmentDestination", {.members = kUpdateDestination}},
};
static_assert(kInputs.size() == 38);

constexpr std::array<std::string_view, kInputs.size()> names_of_inputs() {
    std::array<std::string_view, kInputs.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = kInputs[i].operation;
    return names;
}
constexpr std::array<std::string_view, kInputs.size()> kNames = names_of_inputs();

constexpr Shape kAnySamplingTargets{.members = kGetAnySamplingTargets};

}  // namespace

const Shape& input_of(std::string_view operation) {
    const auto found = std::find_if(kInputs.begin(), kInputs.end(),
                                    [&](const Input& input) { return input.operation == operation; });
    if (found == kInputs.end()) throw std::logic_error("no such operation: " + std::string(operation));
    return found->shape;
}

std::span<const std::string_view> operation_names() {
    return kNames;
}

const Shape& sampling_targets_of_any_number() {
    return kAnySamplingTargets;
}

}  // namespace xray::api::model
