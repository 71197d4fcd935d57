// SPDX-License-Identifier: Apache-2.0
#include "api/sampling/start_rules.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "api/request/model.hpp"
#include "api/request/request_reader.hpp"
#include "api/request/request_validation.hpp"
#include "api/sampling/sampling_rules.hpp"
#include "core/base/try.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;
using storage::ControlTables;

// The setting that has the names of the rules that were put last, and what they were.
constexpr std::string_view kPutLast = "sampling_start_rules";

using Reason = tl::unexpected<std::string>;

Reason bad(std::string reason) {
    return Reason(std::move(reason));
}

std::string place_of(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_start = before.rfind('\n') + 1;  // 0 in the first line: npos + 1
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - line_start);
}

tl::expected<json, std::string> parse(std::string_view text) {
    try {
        return json::parse(text);
    } catch (const json::parse_error& error) {
        return bad("is no JSON: something is wrong at " + place_of(text, error.byte));
    }
}

// What a value of a member must be; empty if this one is that. What lies deeper is the model's to judge.
std::string_view wanted_instead(const model::Shape& shape, const json& value) {
    switch (shape.kind) {
        case model::Kind::kText:
            return value.is_string() ? "" : "a string";
        case model::Kind::kInteger:
            return value.is_number_integer() ? "" : "a whole number";
        case model::Kind::kDouble:
            return value.is_number() ? "" : "a number";
        default:
            return value.is_object() ? "" : "an object";
    }
}

tl::expected<void, std::string> check_members(const model::Shape& rule_shape, const json& rule) {
    for (const auto& [name, value] : rule.items()) {
        const std::string_view wanted = name;
        const auto member = std::find_if(rule_shape.members.begin(), rule_shape.members.end(),
                                         [&](const model::Member& known) { return known.name == wanted; });
        if (member == rule_shape.members.end()) return bad("a sampling rule has no member " + name);
        if (value.is_null()) continue;
        const std::string_view kind = wanted_instead(*member->shape, value);
        if (!kind.empty()) return bad(name + " must be " + std::string(kind));
    }
    for (const model::Member& member : rule_shape.members) {
        if (member.required && !rule.contains(member.name))
            return bad(std::string(member.name) + " is missing");
    }
    return {};
}

// `rule` has a name.
tl::expected<SamplingRule, std::string> read_rule(json rule) {
    const model::Shape& input = model::input_of("CreateSamplingRule");
    const std::string name = rule["RuleName"];
    rule.erase("RuleARN");
    // Its own, 10000, is beyond what the model allows.
    if (name == kDefaultRuleName) rule["Priority"] = 1;
    if (const auto checked = check_members(*input.members.front().shape, rule); !checked)
        return bad(checked.error());
    const json request{{"SamplingRule", std::move(rule)}};
    if (const Result<void> valid = validate(input, request); !valid) return bad(valid.error().message);
    const RequestReader reader(request);
    Result<SamplingRule> read = read_sampling_rule(name, reader.structure("SamplingRule").value());
    if (read) return *std::move(read);
    // On this the service fails without a word.
    const bool is_told = !read.error().message.empty();
    return bad(is_told ? read.error().message
                       : "SamplingRateBoost needs a MaxRate, and a CooldownWindowMinutes above 0");
}

tl::expected<SamplingRule, std::string> read_record(const json& record, std::size_t number) {
    const std::string place = "SamplingRuleRecords[" + std::to_string(number) + "]";
    const json* rule = nullptr;
    if (record.is_object()) {
        const auto found = record.find("SamplingRule");
        if (found != record.end() && found->is_object()) rule = &*found;
    }
    if (rule == nullptr) return bad(place + " is no object with a SamplingRule");
    const auto name = rule->find("RuleName");
    if (name == rule->end() || !name->is_string()) return bad(place + ": RuleName is missing or no string");
    auto read = read_rule(*rule);
    if (!read) return bad("rule \"" + name->get<std::string>() + "\" (" + place + "): " + read.error());
    return read;
}

// In the words of the setting: the rules without what is this account's or this moment's.
std::string describe(const Context& context, const std::vector<SamplingRule>& rules) {
    json texts = json::object();
    for (const SamplingRule& rule : rules) texts[rule.name] = write_rule_record(context, rule);
    return texts.dump();
}

std::set<std::string> names_in(const std::string& description) {
    std::set<std::string> names;
    // items() refers to it.
    const json rules = json::parse(description);
    for (const auto& [name, rule] : rules.items()) names.insert(name);
    return names;
}

void put_rule(const Context& context, ControlTables& tables, SamplingRule rule) {
    if (rule.name == kDefaultRuleName) {
        SamplingRule changed = context.default_rule;
        changed.fixed_rate = rule.fixed_rate;
        changed.reservoir_size = rule.reservoir_size;
        rule = std::move(changed);
    } else {
        rule.created = context.clock.now();
    }
    rule.modified = context.clock.now();
    tables.sampling_rules.put(rule);
}

}  // namespace

tl::expected<std::vector<SamplingRule>, std::string> read_start_rules(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed) return bad(parsed.error());
    const json* records = nullptr;
    if (parsed->is_object()) {
        const auto found = parsed->find("SamplingRuleRecords");
        if (found != parsed->end() && found->is_array()) records = &*found;
    }
    if (records == nullptr) {
        return bad(
            "has no list SamplingRuleRecords; it must be JSON as aws xray get-sampling-rules prints it");
    }
    std::vector<SamplingRule> rules;
    std::set<std::string> names;
    for (std::size_t number = 0; number < records->size(); ++number) {
        auto rule = read_record((*records)[number], number);
        if (!rule) return bad(rule.error());
        if (!names.insert(rule->name).second) return bad("rule \"" + rule->name + "\" is there twice");
        rules.push_back(std::move(*rule));
    }
    names.erase(std::string(kDefaultRuleName));
    if (names.size() > kMaxSamplingRules) {
        return bad("has " + std::to_string(names.size()) + " rules beside Default; there may be " +
                   std::to_string(kMaxSamplingRules));
    }
    return rules;
}

Result<void> put_start_rules(Context& context) {
    if (context.start_rules.empty()) return {};
    const std::string description = describe(context, context.start_rules);
    return context.store.control().change([&](ControlTables& tables) -> Result<void> {
        const std::optional<std::string> put_last = tables.settings.find(kPutLast);
        if (put_last == description) return {};
        std::set<std::string> departed = names_in(put_last.value_or("{}"));
        for (const SamplingRule& rule : context.start_rules) departed.erase(rule.name);
        for (const std::string& name : departed) remove_sampling_rule(context, tables, name);
        for (const SamplingRule& rule : context.start_rules) put_rule(context, tables, rule);
        XRAY_CHECK(check_number_of_rules(tables));
        tables.settings.put(kPutLast, description);
        note_rule_change(tables, context.clock.now());
        return {};
    });
}

}  // namespace xray::api
