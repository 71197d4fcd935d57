// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "api/context/context.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

// Leases are kept with the control plane: clients go on sampling by theirs while the emulator restarts, and
// what they hold must not be given out a second time.

// Gives the ledger what the database has, once in the life of a process and before anything else is asked of
// the ledger. Every function that works with leases begins with it.
void restore_leases(Context& context);

// Writes down who holds what of these rules.
void save_leases(Context& context, const std::set<std::string>& rules);

// To be called in the transaction that deletes a rule.
void drop_leases(storage::ControlTables& tables, std::string_view rule);

}  // namespace xray::api
