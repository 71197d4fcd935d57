// SPDX-License-Identifier: Apache-2.0
// Resource policies. They are kept and versioned as on AWS, and have no effect: the emulator asks nobody who
// they are.
#include <algorithm>
#include <functional>
#include <string>

#include "api/context/context.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/json/json_depth.hpp"
#include "storage/control/control_store.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

using nlohmann::json;
using storage::ControlTables;
using storage::StoredPolicy;

constexpr std::size_t kMaxPolicies = 5;
constexpr std::size_t kMaxPolicyBytes = 5 * 1024;

json write_policy(const StoredPolicy& policy) {
    return {{"LastUpdatedTime", whole_seconds(policy.updated)},
            {"PolicyDocument", policy.document},
            {"PolicyName", policy.name},
            {"PolicyRevisionId", std::to_string(policy.revision)}};
}

// The statements of a policy document, whether it has one or a list; nothing if it has none. They stay where
// they are: the document must outlive them.
std::vector<const json*> statements_of(const json& document) {
    if (!document.is_object()) return {};
    const auto statement = document.find("Statement");
    if (statement == document.end()) return {};
    if (statement->is_object()) return {&*statement};
    if (!statement->is_array()) return {};
    std::vector<const json*> all;
    for (const json& entry : *statement) all.push_back(&entry);
    return all;
}

bool is_statement(const json& statement) {
    if (!statement.is_object()) return false;
    const auto effect = statement.find("Effect");
    const bool has_effect = effect != statement.end() && (*effect == "Allow" || *effect == "Deny");
    return has_effect && (statement.contains("Action") || statement.contains("NotAction"));
}

bool names(const json& statement, std::string_view member, const std::vector<std::string_view>& values) {
    const auto found = statement.find(member);
    if (found == statement.end()) return false;
    const auto matches = [&](const json& value) {
        return value.is_string() &&
               std::find(values.begin(), values.end(), value.get_ref<const std::string&>()) != values.end();
    };
    if (found->is_array()) return std::any_of(found->begin(), found->end(), matches);
    if (found->is_object()) return names(*found, "AWS", values);
    return matches(*found);
}

// A statement that keeps everybody from ever changing the policy again. Finer cases would need to know the
// caller.
bool locks_out(const json& statement) {
    return statement.at("Effect") == "Deny" && !statement.contains("Condition") &&
           names(statement, "Principal", {"*"}) &&
           names(statement, "Action", {"*", "xray:*", "xray:Put*", "xray:PutResourcePolicy"});
}

Result<void> check_document(const std::string& text, bool bypass_lockout_check) {
    if (text.size() > kMaxPolicyBytes) return fail(errors::policy_too_large(kMaxPolicyBytes));
    if (nests_deeper(text, kMaxRequestDepth)) return fail(errors::malformed_policy());
    const json document = json::parse(text, nullptr, false);
    const std::vector<const json*> statements = statements_of(document);
    const auto any = [&](auto property) {
        return std::any_of(statements.begin(), statements.end(),
                           [&](const json* statement) { return property(*statement); });
    };
    if (statements.empty() || any(std::not_fn(is_statement))) return fail(errors::malformed_policy());
    if (!bypass_lockout_check && any(locks_out)) {
        return fail(errors::policy_locks_out());
    }
    return {};
}

}  // namespace

Result<std::string> put_resource_policy(Context& context, const RequestReader& request) {
    StoredPolicy policy{request.required_text("PolicyName"), request.required_text("PolicyDocument"), 1,
                        context.clock.now()};
    const std::optional<std::string> revision = request.text("PolicyRevisionId");
    const bool bypass = request.boolean("BypassPolicyLockoutCheck").value_or(false);
    XRAY_CHECK(check_document(policy.document, bypass));
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        const std::optional<StoredPolicy> old = tables.policies.find(policy.name);
        // "0" asks for a policy that is not there yet.
        const std::string expected = old ? std::to_string(old->revision) : "0";
        if (revision && *revision != expected) return fail(errors::policy_modified(policy.name));
        if (old) policy.revision = old->revision + 1;
        if (!old && tables.policies.all().size() >= kMaxPolicies) {
            return fail(errors::too_many_policies(kMaxPolicies));
        }
        tables.policies.put(policy);
        return {};
    });
    XRAY_CHECK(stored);
    return write_answer({{"ResourcePolicy", write_policy(policy)}});
}

Result<std::string> delete_resource_policy(Context& context, const RequestReader& request) {
    const std::string name = request.required_text("PolicyName");
    const std::optional<std::string> revision = request.text("PolicyRevisionId");
    const Result<void> stored = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        const std::optional<StoredPolicy> old = tables.policies.find(name);
        if (!old && !revision) return fail(errors::policy_not_found(name));
        if (!old || (revision && *revision != std::to_string(old->revision))) {
            return fail(errors::policy_modified_or_deleted(name));
        }
        tables.policies.remove(name);
        return {};
    });
    XRAY_CHECK(stored);
    return std::string("{}");
}

Result<std::string> list_resource_policies(Context& context, const RequestReader& request) {
    if (request.has("NextToken")) return fail(errors::token_not_supported());
    json policies = json::array();
    context.store.control().read([&](ControlTables& tables) {
        for (const StoredPolicy& policy : tables.policies.all()) policies.push_back(write_policy(policy));
    });
    return write_answer({{"NextToken", nullptr}, {"ResourcePolicies", std::move(policies)}});
}

}  // namespace xray::api::operations
