// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/base/error.hpp"
#include "storage/control/control_tables.hpp"
#include "storage/sqlite/fair_mutex.hpp"

namespace xray::storage {

struct ControlTables {
    explicit ControlTables(sqlite::Database& database);

    GroupTable groups;
    SamplingRuleTable sampling_rules;
    TagTable tags;
    PolicyTable policies;
    SettingTable settings;
    RetrievalTable retrievals;
};

// What the API's control plane keeps: groups, sampling rules, tags, policies, settings. It shares the
// connection that writes with the trace writer; the two take turns.
//
// Threads: every method may be called from any thread. A function given to a method must not call this
// object, nor wait for the TraceStore.
class ControlStore {
public:
    // `turn` is held while the connection is in use. Both must outlive this object.
    ControlStore(sqlite::Database& database, FairMutex& turn);

    // Lets `read` look at the tables, which nobody changes meanwhile. Throws sqlite::SqliteError.
    void read(const std::function<void(ControlTables&)>& read);

    // Runs `change` in a transaction of its own. It is committed when `change` succeeds; everything stays as
    // it was when it returns an Error, which is passed on, or throws. Waits some seconds for a lock of
    // another process, during which `change` does not run. Throws sqlite::SqliteError.
    [[nodiscard]] Result<void> change(const std::function<Result<void>(ControlTables&)>& change);

    // Empties every table: rules, groups, policies, tags and settings are those of a new account.
    void reset();

private:
    template <class Work>
    auto in_transaction(const Work& work);

    sqlite::Database& database_;
    FairMutex& turn_;
    ControlTables tables_;
};

}  // namespace xray::storage
