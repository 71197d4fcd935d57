// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "storage/control/control_tables.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kSelectAll =
    "SELECT name, resource_arn, priority, fixed_rate, reservoir_size, service_name, service_type, host, "
    "http_method, url_path, version, boost_max_rate, boost_cooldown, created, modified "
    "FROM sampling_rule ORDER BY name";
constexpr std::string_view kSelect =
    "SELECT name, resource_arn, priority, fixed_rate, reservoir_size, service_name, service_type, host, "
    "http_method, url_path, version, boost_max_rate, boost_cooldown, created, modified "
    "FROM sampling_rule WHERE name = ?1";
constexpr std::string_view kPut =
    "INSERT OR REPLACE INTO sampling_rule "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
constexpr std::string_view kRemove = "DELETE FROM sampling_rule WHERE name = ?1";
constexpr std::string_view kSelectAttributes =
    "SELECT key, value FROM sampling_rule_attribute WHERE rule = ?1";
constexpr std::string_view kPutAttribute = "INSERT INTO sampling_rule_attribute VALUES (?1, ?2, ?3)";
constexpr std::string_view kRemoveAttributes = "DELETE FROM sampling_rule_attribute WHERE rule = ?1";

std::int32_t small(std::int64_t value) {
    return static_cast<std::int32_t>(value);
}

SamplingRule read_rule(const sqlite::Statement& row) {
    SamplingRule rule;
    rule.name = row.text(0);
    rule.resource_arn = row.text(1);
    rule.priority = small(row.integer(2));
    rule.fixed_rate = row.real(3);
    rule.reservoir_size = small(row.integer(4));
    rule.service_name = row.text(5);
    rule.service_type = row.text(6);
    rule.host = row.text(7);
    rule.http_method = row.text(8);
    rule.url_path = row.text(9);
    rule.version = small(row.integer(10));
    if (!row.is_null(11)) rule.boost = SamplingRateBoost{row.real(11), small(row.integer(12))};
    rule.created = row.integer(13);
    rule.modified = row.integer(14);
    return rule;
}

}  // namespace

SamplingRuleTable::SamplingRuleTable(sqlite::Database& database)
    : select_all_(database.prepare(kSelectAll)),
      select_(database.prepare(kSelect)),
      put_(database.prepare(kPut)),
      remove_(database.prepare(kRemove)),
      select_attributes_(database.prepare(kSelectAttributes)),
      put_attribute_(database.prepare(kPutAttribute)),
      remove_attributes_(database.prepare(kRemoveAttributes)) {}

std::vector<SamplingRule> SamplingRuleTable::all() {
    const sqlite::ResetAtEnd reset(select_all_);
    std::vector<SamplingRule> rules;
    while (select_all_.step()) rules.push_back(read_rule(select_all_));
    for (SamplingRule& rule : rules) load_attributes(rule);
    return rules;
}

std::optional<SamplingRule> SamplingRuleTable::find(std::string_view name) {
    const sqlite::ResetAtEnd reset(select_);
    select_.bind_text(1, name);
    if (!select_.step()) return std::nullopt;
    SamplingRule rule = read_rule(select_);
    load_attributes(rule);
    return rule;
}

void SamplingRuleTable::load_attributes(SamplingRule& rule) {
    const sqlite::ResetAtEnd reset(select_attributes_);
    select_attributes_.bind_text(1, rule.name);
    while (select_attributes_.step()) {
        rule.attributes.emplace(select_attributes_.text(0), select_attributes_.text(1));
    }
}

void SamplingRuleTable::put(const SamplingRule& rule) {
    std::optional<double> max_rate;
    std::optional<std::int64_t> cooldown;
    if (rule.boost) {
        max_rate = rule.boost->max_rate;
        cooldown = rule.boost->cooldown_minutes;
    }
    put_.bind_text(1, rule.name)
        .bind_text(2, rule.resource_arn)
        .bind(3, std::int64_t{rule.priority})
        .bind_real(4, rule.fixed_rate)
        .bind(5, std::int64_t{rule.reservoir_size})
        .bind_text(6, rule.service_name)
        .bind_text(7, rule.service_type)
        .bind_text(8, rule.host)
        .bind_text(9, rule.http_method)
        .bind_text(10, rule.url_path)
        .bind(11, std::int64_t{rule.version})
        .bind_real(12, max_rate)
        .bind(13, cooldown)
        .bind(14, rule.created)
        .bind(15, rule.modified)
        .run();
    remove_attributes_.bind_text(1, rule.name).run();
    for (const auto& [key, value] : rule.attributes) {
        put_attribute_.bind_text(1, rule.name).bind_text(2, key).bind_text(3, value).run();
    }
}

void SamplingRuleTable::remove(std::string_view name) {
    remove_attributes_.bind_text(1, name).run();
    remove_.bind_text(1, name).run();
}

}  // namespace xray::storage
