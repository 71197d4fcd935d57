// SPDX-License-Identifier: Apache-2.0
#include "storage/control_store.hpp"

#include <mutex>

namespace xray::storage {
namespace {

constexpr std::string_view kDeleteEverything =
    "DELETE FROM trace_group_version; DELETE FROM trace_group; DELETE FROM sampling_rule_attribute; DELETE "
    "FROM sampling_rule; DELETE FROM "
    "tag; "
    "DELETE FROM resource_policy; DELETE FROM setting; DELETE FROM retrieval_trace; DELETE FROM retrieval;";

}  // namespace

ControlTables::ControlTables(sqlite::Database& database)
    : groups(database),
      sampling_rules(database),
      tags(database),
      policies(database),
      settings(database),
      retrievals(database) {}

ControlStore::ControlStore(sqlite::Database& database, FairMutex& turn)
    : database_(database), turn_(turn), tables_(database) {}

void ControlStore::read(const std::function<void(ControlTables&)>& read) {
    const std::lock_guard turn(turn_);
    read(tables_);
}

Result<void> ControlStore::change(const std::function<Result<void>(ControlTables&)>& change) {
    const std::lock_guard turn(turn_);
    sqlite::Transaction transaction(database_);
    Result<void> result = change(tables_);
    if (result) transaction.commit();
    return result;
}

void ControlStore::reset() {
    const std::lock_guard turn(turn_);
    sqlite::Transaction transaction(database_);
    database_.execute(kDeleteEverything);
    transaction.commit();
}

}  // namespace xray::storage
