// SPDX-License-Identifier: Apache-2.0
// Encryption, indexing rules and the destination of segments: kept and answered as on AWS. None of them
// changes what the emulator does with traces: its data is not encrypted, and every trace is indexed.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "api/context/context.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "api/resources/kms_key.hpp"
#include "api/resources/setting_values.hpp"
#include "core/base/try.hpp"
#include "storage/control/control_store.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;
using storage::ControlTables;

constexpr std::string_view kEncryptionType = "encryption_type";
constexpr std::string_view kEncryptionKey = "encryption_key";
constexpr std::string_view kEncryptionChanged = "encryption_changed";
constexpr std::string_view kDestination = "segment_destination";
constexpr std::string_view kDestinationChanged = "segment_destination_changed";
constexpr std::string_view kIndexingPercentage = "indexing_percentage";
constexpr std::string_view kIndexingChanged = "indexing_changed";

constexpr std::string_view kIndexingRuleName = "Default";
constexpr double kDefaultIndexingPercentage = 1;

// How long a change is under way. On AWS it takes seconds to minutes, and a test wants to see both states.
constexpr Micros kChangeTakes = kMicrosPerSecond;

bool under_way(const Context& context, ControlTables& tables, std::string_view changed) {
    const std::optional<Micros> since = time_setting(tables.settings, changed);
    const Micros now = context.clock.now();
    // A change that is still to come by the clock was made before that went back.
    return since && now >= *since && now - *since < kChangeTakes;
}

json write_encryption(const Context& context, ControlTables& tables) {
    json written{{"KeyId", nullptr},
                 {"Status", under_way(context, tables, kEncryptionChanged) ? "UPDATING" : "ACTIVE"},
                 {"Type", tables.settings.find(kEncryptionType).value_or("NONE")}};
    const std::string key = tables.settings.find(kEncryptionKey).value_or("");
    if (!key.empty()) written["KeyId"] = key;
    return written;
}

json write_destination(const Context& context, ControlTables& tables) {
    return {{"Destination", tables.settings.find(kDestination).value_or("XRay")},
            {"Status", under_way(context, tables, kDestinationChanged) ? "PENDING" : "ACTIVE"}};
}

json write_indexing_rule(ControlTables& tables) {
    const double percentage =
        number_setting(tables.settings, kIndexingPercentage).value_or(kDefaultIndexingPercentage);
    const Micros changed = time_setting(tables.settings, kIndexingChanged).value_or(0);
    return {{"ModifiedAt", whole_seconds(changed)},
            {"Name", kIndexingRuleName},
            {"Rule",
             {{"Probabilistic",
               {{"ActualSamplingPercentage", percentage}, {"DesiredSamplingPercentage", percentage}}}}}};
}

// Reads settings and writes an answer from them.
template <class Write>
std::string answer_from(Context& context, Write write) {
    std::string answer;
    context.store.control().read([&](ControlTables& tables) { answer = write_answer(write(tables)); });
    return answer;
}

}  // namespace

Result<std::string> get_encryption_config(Context& context, const RequestReader& /*request*/) {
    return answer_from(context, [&](ControlTables& tables) {
        return json{{"EncryptionConfig", write_encryption(context, tables)}};
    });
}

Result<std::string> put_encryption_config(Context& context, const RequestReader& request) {
    const std::string type = request.required_text("Type");
    std::string key;  // NONE has none, whatever is sent
    if (type == "KMS") {
        const std::optional<std::string> given = request.text("KeyId");
        if (!given) return fail(errors::key_required());
        const std::optional<std::string> arn = kms_key_arn(context, *given);
        if (!arn) return fail(errors::invalid_key(*given));
        key = *arn;
    }
    json answer;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        tables.settings.put(kEncryptionType, type);
        tables.settings.put(kEncryptionKey, key);
        put_time_setting(tables.settings, kEncryptionChanged, context.clock.now());
        answer = {{"EncryptionConfig", write_encryption(context, tables)}};
        return {};
    });
    XRAY_CHECK(stored);
    return write_answer(answer);
}

Result<std::string> get_indexing_rules(Context& context, const RequestReader& request) {
    if (request.has("NextToken")) return fail(errors::token_not_supported());
    return answer_from(context, [](ControlTables& tables) {
        return json{{"IndexingRules", json::array({write_indexing_rule(tables)})}, {"NextToken", nullptr}};
    });
}

Result<std::string> update_indexing_rule(Context& context, const RequestReader& request) {
    const std::string name = request.required_text("Name");
    const std::optional<RequestReader> value = request.structure("Rule").value().structure("Probabilistic");
    if (name != kIndexingRuleName) return fail(errors::indexing_rule_not_found(name));
    if (!value) return fail(errors::indexing_rule_needs_value());
    const double percentage = value->required_number("DesiredSamplingPercentage");
    if (percentage < 0 || percentage > 100) return fail(errors::sampling_percentage_out_of_range());
    json answer;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        put_number_setting(tables.settings, kIndexingPercentage, percentage);
        put_time_setting(tables.settings, kIndexingChanged, context.clock.now());
        answer = {{"IndexingRule", write_indexing_rule(tables)}};
        return {};
    });
    XRAY_CHECK(stored);
    return write_answer(answer);
}

Result<std::string> get_trace_segment_destination(Context& context, const RequestReader& /*request*/) {
    return answer_from(context, [&](ControlTables& tables) { return write_destination(context, tables); });
}

Result<std::string> update_trace_segment_destination(Context& context, const RequestReader& request) {
    const std::optional<std::string> destination = request.text("Destination");
    if (!destination) return fail(errors::destination_required());
    json answer;
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        if (under_way(context, tables, kDestinationChanged)) return fail(errors::destination_pending());
        if (tables.settings.find(kDestination).value_or("XRay") == *destination) {
            return fail(errors::destination_already_set(*destination));
        }
        tables.settings.put(kDestination, *destination);
        put_time_setting(tables.settings, kDestinationChanged, context.clock.now());
        answer = write_destination(context, tables);
        return {};
    });
    XRAY_CHECK(stored);
    return write_answer(answer);
}

}  // namespace xray::api::operations
