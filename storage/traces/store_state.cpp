// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/store_state.hpp"

#include <algorithm>

#include "storage/traces/digest_tables.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kSave =
    "UPDATE store_state SET digested_to = ?1, counted_to = ?2, documents = ?3, traces = ?4 WHERE only = 1";
constexpr std::string_view kLoad = "SELECT digested_to, counted_to, documents, traces FROM store_state";
constexpr std::string_view kLastDocument = "SELECT seq, delivery FROM document ORDER BY seq DESC LIMIT 1";
constexpr std::string_view kCountAbove = "SELECT COUNT(*) FROM document WHERE seq > ?1 AND state >= 0";
constexpr std::string_view kSameBasis = "SELECT COUNT(*) FROM store_state WHERE digest_basis = ?1";
constexpr std::string_view kNewBasis =
    "UPDATE store_state SET digest_basis = ?1, digested_to = 0, traces = 0";

}  // namespace

StoreStateTable::StoreStateTable(sqlite::Database& database)
    : database_(database), save_(database.prepare(kSave)) {}

StoreState StoreStateTable::load() {
    StoreState state;
    sqlite::Statement row = database_.prepare(kLoad);
    if (!row.step()) throw sqlite::SqliteError(0, "the table store_state is empty");
    state.digested_to = row.integer(0);
    state.reached = state.digested_to;
    const std::int64_t counted_to = row.integer(1);
    state.documents = row.integer(2);
    state.traces = row.integer(3);
    state.last_document = std::max(state.digested_to, counted_to);

    sqlite::Statement last = database_.prepare(kLastDocument);
    if (last.step()) {
        state.last_document = std::max(state.last_document, last.integer(0));
        state.last_delivery = last.integer(1);
    }
    sqlite::Statement count = database_.prepare(kCountAbove);
    if (count.bind(1, counted_to).step()) state.documents += count.integer(0);
    return state;
}

void StoreStateTable::save(const StoreState& state) {
    save_.bind(1, state.digested_to)
        .bind(2, state.last_document)
        .bind(3, state.documents)
        .bind(4, state.traces)
        .run();
}

void StoreStateTable::require_digest_basis(std::string_view basis) {
    sqlite::Statement same = database_.prepare(kSameBasis);
    if (same.bind_text(1, basis).step() && same.integer(0) == 1) return;
    same.reset();
    sqlite::Transaction transaction(database_);
    database_.execute(kDeleteDigests);
    sqlite::Statement renew = database_.prepare(kNewBasis);
    renew.bind_text(1, basis).run();
    transaction.commit();
}

}  // namespace xray::storage
