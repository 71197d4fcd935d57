// SPDX-License-Identifier: Apache-2.0
#include "core/filter/cause_pattern.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace xray::filter {
namespace {

bool is(const JsonValue& pattern, bool truth) {
    const bool* wanted = std::get_if<bool>(&pattern.data);
    return wanted != nullptr && *wanted == truth;
}

// Text that may be null in the answer of the service; empty text stands for that.
bool is(const JsonValue& pattern, std::string_view text) {
    if (std::holds_alternative<std::nullptr_t>(pattern.data)) return text.empty();
    const std::string* wanted = std::get_if<std::string>(&pattern.data);
    return wanted != nullptr && *wanted == text;
}

// Coverage has three decimals.
bool is(const JsonValue& pattern, double number) {
    const double* wanted = std::get_if<double>(&pattern.data);
    return wanted != nullptr && std::abs(*wanted - number) < 0.0005;
}

// The guide's own sample writes account ids as numbers; the service answers with strings, or with null for
// its own.
bool is_account(const JsonValue& pattern, std::string_view account_id, std::string_view own_account) {
    if (const double* number = std::get_if<double>(&pattern.data)) {
        std::uint64_t id = 0;
        const std::string_view text = account_id.empty() ? own_account : account_id;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
        return parsed.ec == std::errc{} && static_cast<double>(id) == *number;
    }
    const std::string* wanted = std::get_if<std::string>(&pattern.data);
    return is(pattern, account_id) || (account_id.empty() && wanted != nullptr && *wanted == own_account);
}

// Every member of an object pattern must pass `member(name, value)`.
template <class Member>
bool members_fit(const JsonValue& pattern, const Member& member) {
    const JsonObject* object = std::get_if<JsonObject>(&pattern.data);
    return object != nullptr && std::all_of(object->begin(), object->end(), [&](const JsonMember& candidate) {
               return member(candidate.name, candidate.value);
           });
}

// The patterns in the order of the list, with gaps. Taking the first fit for each is enough: it leaves the
// most room.
template <class Element, class Fits>
bool list_fits(const JsonArray& patterns, const std::vector<Element>& list, const Fits& fits) {
    auto rest = list.begin();
    for (const JsonValue& pattern : patterns) {
        rest = std::find_if(rest, list.end(), [&](const Element& element) { return fits(pattern, element); });
        if (rest == list.end()) return false;
        ++rest;
    }
    return true;
}

template <class Element, class Fits>
bool list_fits(const JsonValue& pattern, const std::vector<Element>& list, const Fits& fits) {
    const JsonArray* patterns = std::get_if<JsonArray>(&pattern.data);
    return patterns != nullptr && list_fits(*patterns, list, fits);
}

bool exception_fits(const JsonValue& pattern, const RootCauseException& exception) {
    return members_fit(pattern, [&](std::string_view name, const JsonValue& value) {
        if (name == "Name") return is(value, exception.name);
        if (name == "Message") return is(value, exception.message);
        return false;
    });
}

bool entity_fits(const JsonValue& pattern, const RootCauseEntity& entity, bool response_time) {
    return members_fit(pattern, [&](std::string_view name, const JsonValue& value) {
        if (name == "Name") return is(value, entity.name);
        if (name == "Remote") return is(value, entity.remote);
        if (name == "Coverage") return response_time && is(value, entity.coverage);
        if (name == "Exceptions")
            return !response_time && list_fits(value, entity.exceptions, exception_fits);
        return false;
    });
}

class CauseMatcher {
public:
    CauseMatcher(const TraceDigest& digest, std::string_view own_account, bool response_time)
        : digest_(digest), own_account_(own_account), response_time_(response_time) {}

    bool cause_fits(const JsonValue& pattern, const RootCause& cause) const {
        return members_fit(pattern, [&](std::string_view name, const JsonValue& value) {
            if (name == "ClientImpacting") return is(value, cause.client_impacting);
            if (name != "Services") return false;
            return list_fits(value, cause.services,
                             [&](const JsonValue& element, const RootCauseService& service) {
                                 return service_fits(element, service);
                             });
        });
    }

private:
    bool service_fits(const JsonValue& pattern, const RootCauseService& service) const {
        const DigestService& node = digest_.services[service.service];
        return members_fit(pattern, [&](std::string_view name, const JsonValue& value) {
            if (name == "Name") return is(value, node.name);
            if (name == "Names") return list_fits(value, std::vector{node.name}, is_name);
            if (name == "Type") return is(value, node.type);
            if (name == "AccountId") return is_account(value, node.account_id, own_account_);
            if (name == "Inferred") return is(value, service.inferred);
            if (name != "EntityPath") return false;
            return list_fits(value, service.entity_path,
                             [&](const JsonValue& element, const RootCauseEntity& entity) {
                                 return entity_fits(element, entity, response_time_);
                             });
        });
    }

    static bool is_name(const JsonValue& pattern, std::string_view name) { return is(pattern, name); }

    const TraceDigest& digest_;
    std::string_view own_account_;
    bool response_time_;
};

}  // namespace

bool matches_cause_patterns(const JsonArray& patterns, const TraceDigest& digest,
                            std::string_view own_account) {
    const auto found_in = [&](const std::vector<RootCause>& causes, bool response_time) {
        const CauseMatcher matcher(digest, own_account, response_time);
        return !causes.empty() &&
               list_fits(patterns, causes, [&](const JsonValue& pattern, const RootCause& cause) {
                   return matcher.cause_fits(pattern, cause);
               });
    };
    return found_in(digest.fault_root_causes, false) || found_in(digest.error_root_causes, false) ||
           found_in(digest.response_time_root_causes, true);
}

}  // namespace xray::filter
