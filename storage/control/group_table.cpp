// SPDX-License-Identifier: Apache-2.0
#include "storage/control/control_tables.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kSelectAll =
    "SELECT name, id, filter, insights, notifications, created, created_after FROM trace_group ORDER BY name";
constexpr std::string_view kSelect =
    "SELECT name, id, filter, insights, notifications, created, created_after FROM trace_group WHERE name = "
    "?1";
constexpr std::string_view kPut =
    "INSERT OR REPLACE INTO trace_group (name, id, filter, insights, notifications, created, "
    "created_after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr std::string_view kRemove = "DELETE FROM trace_group WHERE name = ?1";
constexpr std::string_view kSelectVersions =
    "SELECT until_receipt, until, filter FROM trace_group_version WHERE group_id = ?1 ORDER BY until_receipt";
constexpr std::string_view kAddVersion =
    "INSERT INTO trace_group_version (group_id, until_receipt, until, filter) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (group_id, until_receipt) DO UPDATE SET until = excluded.until";
constexpr std::string_view kRemoveVersions =
    "DELETE FROM trace_group_version WHERE group_id = (SELECT id FROM trace_group WHERE name = ?1)";
constexpr std::string_view kRemoveUnusedVersions =
    "DELETE FROM trace_group_version "
    "WHERE until_receipt < (SELECT COALESCE(MIN(seq), 0) FROM document)";
constexpr std::string_view kLastReceipt =
    "SELECT MAX(digested_to, counted_to, COALESCE((SELECT MAX(seq) FROM document), 0)) FROM store_state";

StoredGroup read_group(const sqlite::Statement& row) {
    StoredGroup group;
    group.name = row.text(0);
    group.id = row.text(1);
    if (!row.is_null(2)) group.filter = row.text(2);
    group.insights = row.integer(3) != 0;
    group.notifications = row.integer(4) != 0;
    group.created = row.integer(5);
    group.created_after = row.integer(6);
    return group;
}

}  // namespace

GroupTable::GroupTable(sqlite::Database& database)
    : select_all_(database.prepare(kSelectAll)),
      select_(database.prepare(kSelect)),
      put_(database.prepare(kPut)),
      remove_(database.prepare(kRemove)),
      select_versions_(database.prepare(kSelectVersions)),
      add_version_(database.prepare(kAddVersion)),
      remove_versions_(database.prepare(kRemoveVersions)),
      remove_unused_versions_(database.prepare(kRemoveUnusedVersions)),
      last_receipt_(database.prepare(kLastReceipt)) {}

std::vector<StoredGroup> GroupTable::all() {
    const sqlite::ResetAtEnd reset(select_all_);
    std::vector<StoredGroup> groups;
    while (select_all_.step()) groups.push_back(read_group(select_all_));
    return groups;
}

std::optional<StoredGroup> GroupTable::find(std::string_view name) {
    const sqlite::ResetAtEnd reset(select_);
    select_.bind_text(1, name);
    if (!select_.step()) return std::nullopt;
    return read_group(select_);
}

void GroupTable::put(const StoredGroup& group) {
    put_.bind_text(1, group.name).bind_text(2, group.id);
    if (group.filter) {
        put_.bind_text(3, *group.filter);
    } else {
        put_.bind(3, std::optional<std::int64_t>());
    }
    put_.bind(4, std::int64_t{group.insights})
        .bind(5, std::int64_t{group.notifications})
        .bind(6, group.created)
        .bind(7, group.created_after)
        .run();
}

void GroupTable::remove(std::string_view name) {
    remove_versions_.bind_text(1, name).run();
    remove_.bind_text(1, name).run();
}

std::vector<GroupVersion> GroupTable::earlier_versions(std::string_view group_id) {
    const sqlite::ResetAtEnd reset(select_versions_);
    select_versions_.bind_text(1, group_id);
    std::vector<GroupVersion> versions;
    while (select_versions_.step()) {
        versions.push_back({.filter = std::string(select_versions_.text(2)),
                            .until_receipt = select_versions_.integer(0),
                            .until = select_versions_.integer(1)});
    }
    return versions;
}

void GroupTable::add_version(std::string_view group_id, const GroupVersion& version) {
    add_version_.bind_text(1, group_id)
        .bind(2, version.until_receipt)
        .bind(3, version.until)
        .bind_text(4, version.filter)
        .run();
}

void GroupTable::remove_unused_versions() {
    remove_unused_versions_.run();
}

std::int64_t GroupTable::last_receipt() {
    const sqlite::ResetAtEnd reset(last_receipt_);
    return last_receipt_.step() ? last_receipt_.integer(0) : 0;
}

}  // namespace xray::storage
