// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/retention.hpp"

#include <cstdint>

#include "storage/sqlite/stored_trace_id.hpp"
#include "storage/traces/digest_tables.hpp"

namespace xray::storage {
namespace {

constexpr std::int64_t kTracesInSlice = 200;

constexpr std::string_view kFindOld =
    "SELECT updated, id FROM trace WHERE updated < ?1 AND (updated, id) > (?2, ?3) ORDER BY updated, id "
    "LIMIT ?4";
constexpr std::string_view kFindFuture =
    "SELECT updated, id FROM trace WHERE updated > ?1 ORDER BY updated, id LIMIT ?2";
constexpr std::string_view kBringBack =
    "UPDATE document SET received = ?3 WHERE trace_id = ?1 AND received > ?2";
constexpr std::string_view kLastReceipt =
    "SELECT MAX(received) FROM document WHERE trace_id = ?1 AND received <= ?2";
constexpr std::string_view kCountTexts = "SELECT COUNT(*) FROM document WHERE trace_id = ?1 AND state >= 0";
constexpr std::string_view kDeleteDocuments = "DELETE FROM document WHERE trace_id = ?1";

}  // namespace

Retention::Retention(sqlite::Database& database, EarlierDigests* earlier)
    : database_(database),
      find_old_(database.prepare(kFindOld)),
      find_future_(database.prepare(kFindFuture)),
      bring_back_(database.prepare(kBringBack)),
      last_receipt_(database.prepare(kLastReceipt)),
      count_texts_(database.prepare(kCountTexts)),
      delete_documents_(database.prepare(kDeleteDocuments)),
      digests_(database, earlier) {}

std::vector<Retention::Position> Retention::read_positions(sqlite::Statement& statement) {
    const sqlite::ResetAtEnd reset_at_end(statement);
    std::vector<Position> positions;
    rows_ = 0;
    while (statement.step()) {
        ++rows_;
        // A row without a trace's id waits until its digest is worked out again.
        if (const auto id = read_trace_id(statement.blob(1)))
            positions.push_back({statement.integer(0), *id});
    }
    return positions;
}

bool Retention::is_old(const TraceId& id, const Age& age) {
    const sqlite::ResetAtEnd reset_at_end(last_receipt_);
    last_receipt_.bind_blob(1, id.bytes()).bind(2, age.newest());
    return !last_receipt_.step() || last_receipt_.integer(0) < age.oldest();
}

Retention::Slice Retention::delete_slice(const Age& age, const Position& position, StoreState& state) {
    find_old_.bind(1, age.oldest())
        .bind(2, position.updated)
        .bind_blob(3, position.id.bytes())
        .bind(4, kTracesInSlice);
    const std::vector<Position> old = read_positions(find_old_);
    Slice slice;
    if (rows_ == kTracesInSlice && !old.empty()) slice.next = old.back();
    digests_.begin();
    for (const Position& trace : old) {
        if (!is_old(trace.id, age)) continue;
        delete_trace(trace.id, state);
        ++slice.deleted;
    }
    digests_.finish();
    return slice;
}

bool Retention::bring_back_slice(const Age& age) {
    find_future_.bind(1, age.newest()).bind(2, kTracesInSlice);
    const std::vector<Position> traces = read_positions(find_future_);
    digests_.begin();
    for (const Position& trace : traces) {
        bring_back_.bind_blob(1, trace.id.bytes()).bind(2, age.newest()).bind(3, age.now).run();
        digests_.set_updated(trace.id, age.now);
    }
    digests_.finish();
    return rows_ == kTracesInSlice && !traces.empty();
}

void Retention::delete_all(StoreState& state) {
    database_.execute("DELETE FROM document");
    database_.execute(kDeleteDigests);
    state.documents = 0;
    state.traces = 0;
    state.digested_to = state.last_document;
    state.reached = state.last_document;
}

void Retention::delete_trace(const TraceId& id, StoreState& state) {
    {
        const sqlite::ResetAtEnd reset_at_end(count_texts_);
        if (count_texts_.bind_blob(1, id.bytes()).step()) state.documents -= count_texts_.integer(0);
    }
    delete_documents_.bind_blob(1, id.bytes()).run();
    digests_.remove(id);
    --state.traces;
}

}  // namespace xray::storage
