// SPDX-License-Identifier: Apache-2.0
// The smaller tables; groups and sampling rules have files of their own.
#include "storage/control/control_tables.hpp"

#include <span>

#include "storage/sqlite/stored_trace_id.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kSelectTags = "SELECT key, value FROM tag WHERE arn = ?1";
constexpr std::string_view kPutTag = "INSERT OR REPLACE INTO tag VALUES (?1, ?2, ?3)";
constexpr std::string_view kRemoveTag = "DELETE FROM tag WHERE arn = ?1 AND key = ?2";
constexpr std::string_view kRemoveTags = "DELETE FROM tag WHERE arn = ?1";

constexpr std::string_view kSelectPolicies =
    "SELECT name, document, revision, updated FROM resource_policy ORDER BY position";
constexpr std::string_view kSelectPolicy =
    "SELECT name, document, revision, updated FROM resource_policy WHERE name = ?1";
constexpr std::string_view kPutPolicy =
    "INSERT INTO resource_policy (name, document, revision, updated) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (name) DO UPDATE SET document = ?2, revision = ?3, updated = ?4";
constexpr std::string_view kRemovePolicy = "DELETE FROM resource_policy WHERE name = ?1";

constexpr std::string_view kSelectSetting = "SELECT value FROM setting WHERE name = ?1";
constexpr std::string_view kPutSetting = "INSERT OR REPLACE INTO setting VALUES (?1, ?2)";
constexpr std::string_view kRemoveSetting = "DELETE FROM setting WHERE name = ?1";

constexpr std::string_view kSelectRetrieval =
    "SELECT created, range_from, range_to, cancelled FROM retrieval WHERE token = ?1";
constexpr std::string_view kSelectRetrievalTraces =
    "SELECT trace_id FROM retrieval_trace WHERE token = ?1 ORDER BY position";
constexpr std::string_view kAddRetrieval = "INSERT INTO retrieval VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view kAddRetrievalTrace = "INSERT INTO retrieval_trace VALUES (?1, ?2, ?3)";
constexpr std::string_view kCancelRetrieval = "UPDATE retrieval SET cancelled = 1 WHERE token = ?1";
constexpr std::string_view kDateBackRetrievals = "UPDATE retrieval SET created = ?1 WHERE created > ?1";
constexpr std::string_view kRemoveOldTraces =
    "DELETE FROM retrieval_trace WHERE token IN (SELECT token FROM retrieval WHERE created < ?1)";
constexpr std::string_view kRemoveOldRetrievals = "DELETE FROM retrieval WHERE created < ?1";

StoredPolicy read_policy(const sqlite::Statement& row) {
    return {std::string(row.text(0)), std::string(row.text(1)), row.integer(2), row.integer(3)};
}

}  // namespace

TagTable::TagTable(sqlite::Database& database)
    : select_(database.prepare(kSelectTags)),
      put_(database.prepare(kPutTag)),
      remove_(database.prepare(kRemoveTag)),
      remove_all_(database.prepare(kRemoveTags)) {}

Tags TagTable::of(std::string_view arn) {
    const sqlite::ResetAtEnd reset(select_);
    select_.bind_text(1, arn);
    Tags tags;
    while (select_.step()) tags.emplace(select_.text(0), select_.text(1));
    return tags;
}

void TagTable::put(std::string_view arn, std::string_view key, std::string_view value) {
    put_.bind_text(1, arn).bind_text(2, key).bind_text(3, value).run();
}

void TagTable::remove(std::string_view arn, std::string_view key) {
    remove_.bind_text(1, arn).bind_text(2, key).run();
}

void TagTable::remove_all(std::string_view arn) {
    remove_all_.bind_text(1, arn).run();
}

PolicyTable::PolicyTable(sqlite::Database& database)
    : select_all_(database.prepare(kSelectPolicies)),
      select_(database.prepare(kSelectPolicy)),
      put_(database.prepare(kPutPolicy)),
      remove_(database.prepare(kRemovePolicy)) {}

std::vector<StoredPolicy> PolicyTable::all() {
    const sqlite::ResetAtEnd reset(select_all_);
    std::vector<StoredPolicy> policies;
    while (select_all_.step()) policies.push_back(read_policy(select_all_));
    return policies;
}

std::optional<StoredPolicy> PolicyTable::find(std::string_view name) {
    const sqlite::ResetAtEnd reset(select_);
    select_.bind_text(1, name);
    if (!select_.step()) return std::nullopt;
    return read_policy(select_);
}

void PolicyTable::put(const StoredPolicy& policy) {
    put_.bind_text(1, policy.name)
        .bind_text(2, policy.document)
        .bind(3, policy.revision)
        .bind(4, policy.updated)
        .run();
}

void PolicyTable::remove(std::string_view name) {
    remove_.bind_text(1, name).run();
}

SettingTable::SettingTable(sqlite::Database& database)
    : select_(database.prepare(kSelectSetting)),
      put_(database.prepare(kPutSetting)),
      remove_(database.prepare(kRemoveSetting)) {}

std::optional<std::string> SettingTable::find(std::string_view name) {
    const sqlite::ResetAtEnd reset(select_);
    select_.bind_text(1, name);
    if (!select_.step()) return std::nullopt;
    return std::string(select_.text(0));
}

void SettingTable::put(std::string_view name, std::string_view value) {
    put_.bind_text(1, name).bind_text(2, value).run();
}

void SettingTable::remove(std::string_view name) {
    remove_.bind_text(1, name).run();
}

RetrievalTable::RetrievalTable(sqlite::Database& database)
    : select_(database.prepare(kSelectRetrieval)),
      select_traces_(database.prepare(kSelectRetrievalTraces)),
      add_(database.prepare(kAddRetrieval)),
      add_trace_(database.prepare(kAddRetrievalTrace)),
      cancel_(database.prepare(kCancelRetrieval)),
      date_back_(database.prepare(kDateBackRetrievals)),
      remove_old_traces_(database.prepare(kRemoveOldTraces)),
      remove_old_(database.prepare(kRemoveOldRetrievals)) {}

std::optional<StoredRetrieval> RetrievalTable::find(std::string_view token) {
    const sqlite::ResetAtEnd reset(select_);
    select_.bind_text(1, token);
    if (!select_.step()) return std::nullopt;
    StoredRetrieval retrieval{std::string(token), select_.integer(0),      select_.integer(1),
                              select_.integer(2), select_.integer(3) != 0, {}};
    const sqlite::ResetAtEnd reset_traces(select_traces_);
    select_traces_.bind_text(1, token);
    while (select_traces_.step()) {
        if (const auto id = read_trace_id(select_traces_.blob(0))) retrieval.trace_ids.push_back(*id);
    }
    return retrieval;
}

void RetrievalTable::add(const StoredRetrieval& retrieval) {
    add_.bind_text(1, retrieval.token)
        .bind(2, retrieval.created)
        .bind(3, retrieval.from)
        .bind(4, retrieval.to)
        .bind(5, std::int64_t{retrieval.cancelled})
        .run();
    std::int64_t position = 0;
    for (const TraceId& id : retrieval.trace_ids) {
        const std::span<const std::uint8_t> bytes(id.bytes());
        add_trace_.bind_text(1, retrieval.token).bind(2, position++).bind_blob(3, bytes).run();
    }
}

void RetrievalTable::cancel(std::string_view token) {
    cancel_.bind_text(1, token).run();
}

void RetrievalTable::remove_older_than(Micros created, Micros now) {
    date_back_.bind(1, now).run();
    remove_old_traces_.bind(1, created).run();
    remove_old_.bind(1, created).run();
}

}  // namespace xray::storage
