// SPDX-License-Identifier: Apache-2.0
#include "storage/control_tables.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kSelectAll =
    "SELECT name, id, filter, insights, notifications FROM trace_group ORDER BY name";
constexpr std::string_view kSelect =
    "SELECT name, id, filter, insights, notifications FROM trace_group WHERE name = ?1";
constexpr std::string_view kPut = "INSERT OR REPLACE INTO trace_group VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view kRemove = "DELETE FROM trace_group WHERE name = ?1";

StoredGroup read_group(const sqlite::Statement& row) {
    StoredGroup group;
    group.name = row.text(0);
    group.id = row.text(1);
    if (!row.is_null(2)) group.filter = row.text(2);
    group.insights = row.integer(3) != 0;
    group.notifications = row.integer(4) != 0;
    return group;
}

}  // namespace

GroupTable::GroupTable(sqlite::Database& database)
    : select_all_(database.prepare(kSelectAll)),
      select_(database.prepare(kSelect)),
      put_(database.prepare(kPut)),
      remove_(database.prepare(kRemove)) {}

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
    put_.bind(4, std::int64_t{group.insights}).bind(5, std::int64_t{group.notifications}).run();
}

void GroupTable::remove(std::string_view name) {
    remove_.bind_text(1, name).run();
}

}  // namespace xray::storage
