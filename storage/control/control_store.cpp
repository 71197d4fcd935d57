// SPDX-License-Identifier: Apache-2.0
#include "storage/control/control_store.hpp"

#include <chrono>
#include <mutex>
#include <thread>

namespace xray::storage {
namespace {

// Another process that holds a lock: how soon to try again, and how long in all.
constexpr std::chrono::milliseconds kAfterLock{20};
constexpr std::chrono::seconds kLockTimeout{5};

constexpr std::string_view kDeleteEverything =
    "DELETE FROM trace_group_version; DELETE FROM trace_group; "
    "DELETE FROM sampling_rule_attribute; DELETE FROM sampling_rule; "
    "DELETE FROM tag; DELETE FROM resource_policy; DELETE FROM setting; "
    "DELETE FROM retrieval_trace; DELETE FROM retrieval;";

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

template <class Work>
auto ControlStore::in_transaction(const Work& work) {
    const auto give_up = std::chrono::steady_clock::now() + kLockTimeout;
    for (;;) {
        try {
            const std::lock_guard turn(turn_);
            sqlite::Transaction transaction(database_);
            return work(transaction);
        } catch (const sqlite::SqliteError& failure) {
            if (!failure.is_lock() || std::chrono::steady_clock::now() >= give_up) throw;
        }
        // Another process writes. Those who only read have their turn meanwhile.
        std::this_thread::sleep_for(kAfterLock);
    }
}

Result<void> ControlStore::change(const std::function<Result<void>(ControlTables&)>& change) {
    return in_transaction([&](sqlite::Transaction& transaction) {
        Result<void> result = change(tables_);
        if (result) transaction.commit();
        return result;
    });
}

void ControlStore::reset() {
    in_transaction([&](sqlite::Transaction& transaction) {
        database_.execute(kDeleteEverything);
        transaction.commit();
    });
}

}  // namespace xray::storage
