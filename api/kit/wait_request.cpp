// SPDX-License-Identifier: Apache-2.0
#include "api/kit/wait_request.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "api/request/request_reader.hpp"
#include "core/base/ids.hpp"
#include "core/base/try.hpp"
#include "core/filter/syntax/printer.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxCount = 10'000;
constexpr std::size_t kMaxIds = 100;
constexpr std::size_t kMaxCalls = 100;
constexpr std::size_t kMaxNameBytes = 1000;

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

Result<std::uint64_t> read_number(std::string_view name, const json& value, std::uint64_t least) {
    const bool is_whole = value.is_number_integer();
    const double number = is_whole ? value.get<double>() : -1;
    if (!is_whole || number < static_cast<double>(least) || number > static_cast<double>(kMaxCount)) {
        return misuse("\"" + std::string(name) + "\" must be a whole number from " + std::to_string(least) +
                      " to " + std::to_string(kMaxCount));
    }
    return value.get<std::uint64_t>();
}

Result<std::chrono::milliseconds> read_seconds(std::string_view name, const json& value) {
    constexpr double kMaxSeconds = 3600;
    const double seconds = value.is_number() ? value.get<double>() : -1;
    if (!(seconds >= 0 && seconds <= kMaxSeconds))
        return misuse("\"" + std::string(name) + "\" must be a number from 0 to 3600");
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

// The members that tell how many, before it is clear whether they go together.
struct CountMembers {
    std::optional<std::uint64_t> least;
    std::optional<std::uint64_t> exactly;
    std::optional<std::uint64_t> most;
};

Result<CountBounds> bounds_of(const CountMembers& members, std::string_view least_name,
                              std::uint64_t default_least) {
    if (members.exactly && (members.least || members.most)) {
        return misuse("\"Exactly\" cannot be combined with \"" + std::string(least_name) +
                      "\" or \"AtMost\"");
    }
    if (members.exactly) return CountBounds{*members.exactly, *members.exactly};
    if (members.least && members.most && *members.least > *members.most)
        return misuse("\"" + std::string(least_name) + "\" is more than \"AtMost\"");
    return CountBounds{members.least.value_or(members.most ? 0 : default_least), members.most};
}

Result<std::string> read_name(std::string_view member, const json& value) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr || text->empty() || text->size() > kMaxNameBytes)
        return misuse("\"" + std::string(member) + "\" in \"Calls\" must be the name of a service");
    return *text;
}

Result<CallBounds> read_call(const json& value) {
    if (!value.is_object())
        return misuse("\"Calls\" must be a list of {From, To, and one of AtLeast, Exactly, AtMost}");
    CallBounds call;
    CountMembers counts;
    for (const auto& [name, member] : value.items()) {
        if (member.is_null()) continue;
        if (name == "From") {
            XRAY_TRY(call.from, read_name(name, member));
        } else if (name == "To") {
            XRAY_TRY(call.to, read_name(name, member));
        } else if (name == "AtLeast" || name == "Exactly" || name == "AtMost") {
            XRAY_TRY(const std::uint64_t number, read_number(name, member, 0));
            (name == "AtLeast" ? counts.least : name == "Exactly" ? counts.exactly : counts.most) = number;
        } else {
            return misuse("Unknown member " + filter::quote(name) +
                          " in \"Calls\"; there are From, To, AtLeast, Exactly and AtMost");
        }
    }
    if (call.from.empty() || call.to.empty()) return misuse("\"Calls\" must give both From and To");
    if (!counts.least && !counts.exactly && !counts.most)
        return misuse("\"Calls\" must give one of AtLeast, Exactly and AtMost");
    XRAY_TRY(call.bounds, bounds_of(counts, "AtLeast", 1));
    return call;
}

Result<std::vector<CallBounds>> read_calls(const json& value) {
    if (!value.is_array() || value.size() > kMaxCalls)
        return misuse("\"Calls\" must be a list of at most 100 calls");
    std::vector<CallBounds> calls;
    for (const json& item : value) {
        XRAY_TRY(CallBounds call, read_call(item));
        calls.push_back(std::move(call));
    }
    return calls;
}

Result<std::unordered_set<TraceId>> read_ids(const json& value) {
    if (!value.is_array() || value.empty() || value.size() > kMaxIds)
        return misuse("\"TraceIds\" must be a list of 1 to 100 trace ids");
    std::unordered_set<TraceId> ids;
    for (const json& item : value) {
        const auto* text = item.get_ptr<const std::string*>();
        const std::optional<TraceId> id = text == nullptr ? std::nullopt : TraceId::parse(*text);
        if (!id) {
            const std::string written = text == nullptr ? "a trace id that is no text" : filter::quote(*text);
            return misuse("\"TraceIds\" has " + written.substr(0, 100) +
                          ", but a trace id is 1-5759e988-bd862e3fe1be46a994272793 or 32 hexadecimal digits");
        }
        ids.insert(*id);
    }
    return ids;
}

struct Reading {
    WaitCriteria criteria;
    CountMembers counts;
};

Result<void> read_member(const std::string& name, const json& value, Reading& reading) {
    WaitCriteria& criteria = reading.criteria;
    if (name == "FilterExpression") {
        if (!value.is_string()) return misuse("\"FilterExpression\" must be a string");
        criteria.expression = value.get<std::string>();
    } else if (name == "TraceIds") {
        XRAY_TRY(criteria.trace_ids, read_ids(value));
    } else if (name == "Count") {
        XRAY_TRY(reading.counts.least, read_number(name, value, 1));
    } else if (name == "Exactly") {
        XRAY_TRY(reading.counts.exactly, read_number(name, value, 0));
    } else if (name == "AtMost") {
        XRAY_TRY(reading.counts.most, read_number(name, value, 0));
    } else if (name == "Calls") {
        XRAY_TRY(criteria.calls, read_calls(value));
    } else if (name == "QuietSeconds") {
        XRAY_TRY(criteria.asked_quiet, read_seconds(name, value));
    } else if (name == "TimeoutSeconds") {
        XRAY_TRY(criteria.timeout, read_seconds(name, value));
    } else if (name == "Partial") {
        if (!value.is_boolean()) return misuse("\"Partial\" must be true or false");
        criteria.partial = value.get<bool>();
    } else {
        return misuse("Unknown member " + filter::quote(name) +
                      "; there are FilterExpression, TraceIds, Count, Exactly, AtMost, Calls, QuietSeconds, "
                      "TimeoutSeconds and Partial");
    }
    return {};
}

}  // namespace

Result<WaitCriteria> read_wait_request(std::string_view body) {
    XRAY_TRY(const json members, parse_body(body));
    Reading reading;
    for (const auto& [name, value] : members.items()) {
        if (value.is_null()) continue;
        XRAY_CHECK(read_member(name, value, reading));
    }
    WaitCriteria& criteria = reading.criteria;
    const std::uint64_t default_least = std::max<std::uint64_t>(criteria.trace_ids.size(), 1);
    XRAY_TRY(criteria.count, bounds_of(reading.counts, "Count", default_least));
    if (!criteria.trace_ids.empty() && criteria.count.least > criteria.trace_ids.size())
        return misuse("More traces are expected than there are TraceIds");
    return std::move(criteria);
}

}  // namespace xray::api
