// SPDX-License-Identifier: Apache-2.0
#include "api/faults/fault_json.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "api/http/error_response.hpp"
#include "api/request/model.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/try.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostFaults = 1000;
constexpr std::uint64_t kMostCount = 1'000'000'000;
constexpr std::int64_t kMostDelayMs = 300'000;

// What operations may fail with: the exceptions of the service model, and InternalFailure.
constexpr std::array kErrors{
    ErrorCode::kInvalidRequest,
    ErrorCode::kThrottled,
    ErrorCode::kResourceNotFound,
    ErrorCode::kRuleLimitExceeded,
    ErrorCode::kTooManyTags,
    ErrorCode::kMalformedPolicyDocument,
    ErrorCode::kLockoutPrevention,
    ErrorCode::kInvalidPolicyRevisionId,
    ErrorCode::kPolicyCountLimitExceeded,
    ErrorCode::kPolicySizeLimitExceeded,
    ErrorCode::kInternal,
};

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

std::string all_errors() {
    std::string names;
    for (const ErrorCode code : kErrors) names.append(names.empty() ? "" : ", ").append(wire_form(code).name);
    return names;
}

bool is_operation(std::string_view name) {
    const auto names = model::operation_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

Result<ErrorCode> read_error(const json& value) {
    const auto* const name = value.get_ptr<const std::string*>();
    for (const ErrorCode code : kErrors) {
        if (name != nullptr && *name == wire_form(code).name) return code;
    }
    return misuse("\"error\" must be one of " + all_errors());
}

Result<Fault::Delay> read_delay(const json& value) {
    const double length = value.is_number_integer() ? value.get<double>() : -1;
    if (length < 0 || length > static_cast<double>(kMostDelayMs))
        return misuse("\"delayMs\" must be a whole number from 0 to " + std::to_string(kMostDelayMs));
    return Fault::Delay{std::chrono::milliseconds(value.get<std::int64_t>())};
}

Result<std::string> read_operation(const json& value) {
    const auto* const name = value.get_ptr<const std::string*>();
    if (name != nullptr && (*name == kUdpFault || *name == kEveryOperation || is_operation(*name)))
        return *name;
    return misuse(
        R"("operation" must be the name of an operation of the X-Ray API, "*" for all of them, or "UDP")");
}

Result<std::uint64_t> read_count(const json& value) {
    const double count = value.is_number_integer() ? value.get<double>() : -1;
    if (count < 0 || count > static_cast<double>(kMostCount))
        return misuse("\"count\" must be a whole number from 0 to " + std::to_string(kMostCount));
    return value.get<std::uint64_t>();
}

Result<double> read_share(const json& value) {
    const double share = value.is_number() ? value.get<double>() : -1;
    if (!(share >= 0 && share <= 1)) return misuse("\"share\" must be a number from 0 to 1");
    return share;
}

// A fault as it is read, before it is clear whether its members go together.
struct FaultMembers {
    std::optional<std::string> operation;
    std::optional<ErrorCode> error;
    std::optional<Fault::Delay> delay;
    bool drop = false;
    std::optional<std::uint64_t> count;
    std::optional<double> share;
};

Result<void> read_member(const std::string& name, const json& value, FaultMembers& members) {
    if (name == "operation") {
        XRAY_TRY(members.operation, read_operation(value));
    } else if (name == "error") {
        XRAY_TRY(members.error, read_error(value));
    } else if (name == "delayMs") {
        XRAY_TRY(members.delay, read_delay(value));
    } else if (name == "drop") {
        if (!value.is_boolean()) return misuse("\"drop\" must be true or false");
        members.drop = value.get<bool>();
    } else if (name == "count") {
        XRAY_TRY(members.count, read_count(value));
    } else if (name == "share") {
        XRAY_TRY(members.share, read_share(value));
    } else if (name != "applied") {
        return misuse("there is no member \"" + name +
                      "\"; there are operation, error, delayMs, drop, count and share");
    }
    return {};
}

Result<Fault> fault_of(FaultMembers members) {
    if (!members.operation) return misuse("\"operation\" is missing");
    const int effects = (members.error ? 1 : 0) + (members.delay ? 1 : 0) + (members.drop ? 1 : 0);
    if (effects != 1) return misuse("it must have exactly one of \"error\", \"delayMs\" and \"drop\": true");
    if (members.count && members.share) return misuse("it can have \"count\" or \"share\", not both");
    const bool is_udp = *members.operation == kUdpFault;
    if (is_udp && !members.drop) return misuse("a datagram has no answer: \"UDP\" goes with \"drop\" only");
    if (!is_udp && members.drop) return misuse("\"drop\" goes with \"UDP\" only");
    Fault fault{std::move(*members.operation), Fault::Drop{}, members.count, members.share, 0};
    if (members.error) fault.effect = *members.error;
    if (members.delay) fault.effect = *members.delay;
    return fault;
}

Result<Fault> read_fault(const json& value) {
    if (!value.is_object()) return misuse("it must be an object");
    FaultMembers members;
    for (const auto& [name, member] : value.items()) {
        if (!member.is_null()) XRAY_CHECK(read_member(name, member, members));
    }
    return fault_of(std::move(members));
}

json write_fault(const Fault& fault) {
    json written{{"operation", fault.operation}};
    if (const auto* const error = std::get_if<ErrorCode>(&fault.effect)) {
        written["error"] = wire_form(*error).name;
    } else if (const auto* const delay = std::get_if<Fault::Delay>(&fault.effect)) {
        written["delayMs"] = delay->length.count();
    } else {
        written["drop"] = true;
    }
    if (fault.count) written["count"] = *fault.count;
    if (fault.share) written["share"] = *fault.share;
    if (fault.applied > 0) written["applied"] = fault.applied;
    return written;
}

}  // namespace

Result<std::vector<Fault>> read_faults(std::string_view body) {
    XRAY_TRY(const json request, parse_body(body));
    const auto list = request.find("faults");
    if (list == request.end() || !list->is_array() || request.size() != 1)
        return misuse(R"(The body must be {"faults":[…]} and nothing else)");
    if (list->size() > kMostFaults) return misuse("There can be at most 1000 faults");
    std::vector<Fault> faults;
    for (const json& value : *list) {
        Result<Fault> fault = read_fault(value);
        if (!fault)
            return misuse("Fault " + std::to_string(faults.size() + 1) + ": " + fault.error().message);
        faults.push_back(std::move(*fault));
    }
    return faults;
}

json write_faults(const std::vector<Fault>& faults) {
    json list = json::array();
    for (const Fault& fault : faults) list.push_back(write_fault(fault));
    return {{"faults", std::move(list)}};
}

}  // namespace xray::api
