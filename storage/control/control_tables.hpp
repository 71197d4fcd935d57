// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/sampling/sampling_rule.hpp"
#include "storage/sqlite/database.hpp"

// The tables of the control plane, one class each. All are used inside of ControlStore's transactions only,
// and throw sqlite::SqliteError.
namespace xray::storage {

struct StoredGroup {
    std::string name;
    std::string id;                     // the end of its ARN
    std::optional<std::string> filter;  // none in Default
    bool insights = false;
    bool notifications = false;
    Micros created = 0;
    std::int64_t created_after = 0;  // GroupTable::last_receipt() at its creation
};

// An expression that a group had before its present one.
struct GroupVersion {
    std::string filter;
    std::int64_t until_receipt = 0;  // GroupTable::last_receipt() when the next one came
    Micros until = 0;                // the time of that
};

class GroupTable {
public:
    explicit GroupTable(sqlite::Database& database);

    [[nodiscard]] std::vector<StoredGroup> all();  // by name
    [[nodiscard]] std::optional<StoredGroup> find(std::string_view name);
    void put(const StoredGroup& group);  // adds, or replaces the one of that name
    void remove(std::string_view name);  // with its earlier versions

    // What a group's expressions were, the oldest first.
    [[nodiscard]] std::vector<GroupVersion> earlier_versions(std::string_view group_id);
    // One that no document came in under (the version before it ended at the same receipt) is not kept: only
    // the time until which the one before it is told to have been in force moves.
    void add_version(std::string_view group_id, const GroupVersion& version);
    // Of all groups, those under which no stored document came in.
    void remove_unused_versions();

    // The place of the last document that came in, in the order of all receipts; 0 before the first.
    [[nodiscard]] std::int64_t last_receipt();

private:
    sqlite::Statement select_all_;
    sqlite::Statement select_;
    sqlite::Statement put_;
    sqlite::Statement remove_;
    sqlite::Statement select_versions_;
    sqlite::Statement add_version_;
    sqlite::Statement remove_versions_;
    sqlite::Statement remove_unused_versions_;
    sqlite::Statement last_receipt_;
};

class SamplingRuleTable {
public:
    explicit SamplingRuleTable(sqlite::Database& database);

    [[nodiscard]] std::vector<SamplingRule> all();  // by name
    [[nodiscard]] std::optional<SamplingRule> find(std::string_view name);
    void put(const SamplingRule& rule);  // adds, or replaces the one of that name
    void remove(std::string_view name);

private:
    void load_attributes(SamplingRule& rule);

    sqlite::Statement select_all_;
    sqlite::Statement select_;
    sqlite::Statement put_;
    sqlite::Statement remove_;
    sqlite::Statement select_attributes_;
    sqlite::Statement put_attribute_;
    sqlite::Statement remove_attributes_;
};

using Tags = std::map<std::string, std::string>;

class TagTable {
public:
    explicit TagTable(sqlite::Database& database);

    [[nodiscard]] Tags of(std::string_view arn);
    void put(std::string_view arn, std::string_view key, std::string_view value);
    void remove(std::string_view arn, std::string_view key);
    void remove_all(std::string_view arn);

private:
    sqlite::Statement select_;
    sqlite::Statement put_;
    sqlite::Statement remove_;
    sqlite::Statement remove_all_;
};

struct StoredPolicy {
    std::string name;
    std::string document;
    std::int64_t revision = 0;
    Micros updated = 0;
};

class PolicyTable {
public:
    explicit PolicyTable(sqlite::Database& database);

    [[nodiscard]] std::vector<StoredPolicy> all();  // in the order of their creation
    [[nodiscard]] std::optional<StoredPolicy> find(std::string_view name);
    void put(const StoredPolicy& policy);  // adds, or replaces the one of that name at its place
    void remove(std::string_view name);

private:
    sqlite::Statement select_all_;
    sqlite::Statement select_;
    sqlite::Statement put_;
    sqlite::Statement remove_;
};

// Single values as texts, by name.
class SettingTable {
public:
    explicit SettingTable(sqlite::Database& database);

    [[nodiscard]] std::optional<std::string> find(std::string_view name);
    void put(std::string_view name, std::string_view value);
    void remove(std::string_view name);

private:
    sqlite::Statement select_;
    sqlite::Statement put_;
    sqlite::Statement remove_;
};

struct StoredRetrieval {
    std::string token;
    Micros created = 0;
    Micros from = 0;
    Micros to = 0;  // inclusive
    bool cancelled = false;
    std::vector<TraceId> trace_ids;
};

class RetrievalTable {
public:
    explicit RetrievalTable(sqlite::Database& database);

    [[nodiscard]] std::optional<StoredRetrieval> find(std::string_view token);
    void add(const StoredRetrieval& retrieval);
    void cancel(std::string_view token);
    // Forgets what is older; what seems younger than `now`, since the clock has gone back, is from now on.
    void remove_older_than(Micros created, Micros now);

private:
    sqlite::Statement select_;
    sqlite::Statement select_traces_;
    sqlite::Statement add_;
    sqlite::Statement add_trace_;
    sqlite::Statement cancel_;
    sqlite::Statement date_back_;
    sqlite::Statement remove_old_traces_;
    sqlite::Statement remove_old_;
};

}  // namespace xray::storage
