// SPDX-License-Identifier: Apache-2.0
#include "storage/retention.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

namespace xray::storage {
namespace {

constexpr std::int64_t kTracesInSlice = 200;

constexpr std::string_view kFindOld =
    "SELECT updated, id FROM trace WHERE updated < ?1 AND (updated, id) > (?2, ?3) ORDER BY updated, id "
    "LIMIT ?4";
constexpr std::string_view kLastReceipt = "SELECT MAX(received) FROM document WHERE trace_id = ?1";
constexpr std::string_view kCountTexts = "SELECT COUNT(*) FROM document WHERE trace_id = ?1 AND state >= 0";
constexpr std::string_view kDeleteDocuments = "DELETE FROM document WHERE trace_id = ?1";

std::int64_t first_integer(sqlite::Statement& statement, const TraceId& id) {
    const sqlite::ResetAtEnd reset_at_end(statement);
    if (!statement.bind_blob(1, id.bytes()).step()) return 0;
    return statement.integer(0);
}

}  // namespace

Retention::Retention(sqlite::Database& database)
    : database_(database),
      find_old_(database.prepare(kFindOld)),
      last_receipt_(database.prepare(kLastReceipt)),
      count_texts_(database.prepare(kCountTexts)),
      delete_documents_(database.prepare(kDeleteDocuments)),
      digests_(database) {}

Retention::Slice Retention::delete_slice(Micros before, const Position& position, StoreState& state) {
    std::vector<Position> old;
    {
        const sqlite::ResetAtEnd reset_at_end(find_old_);
        find_old_.bind(1, before)
            .bind(2, position.updated)
            .bind_blob(3, position.id.bytes())
            .bind(4, kTracesInSlice);
        while (find_old_.step()) {
            std::array<std::uint8_t, 16> bytes{};
            std::memcpy(bytes.data(), find_old_.blob(1).data(), bytes.size());
            old.push_back({find_old_.integer(0), TraceId(bytes)});
        }
    }
    Slice slice;
    digests_.begin();
    for (const Position& trace : old) {
        if (first_integer(last_receipt_, trace.id) >= before) continue;
        delete_trace(trace.id, state);
        ++slice.deleted;
    }
    digests_.finish();
    if (old.size() == static_cast<std::size_t>(kTracesInSlice)) slice.next = old.back();
    return slice;
}

void Retention::delete_all(StoreState& state) {
    database_.execute(
        "DELETE FROM document; DELETE FROM trace; DELETE FROM trace_term; DELETE FROM graph_fold");
    state.documents = 0;
    state.traces = 0;
    state.digested_to = state.last_document;
}

void Retention::delete_trace(const TraceId& id, StoreState& state) {
    state.documents -= first_integer(count_texts_, id);
    delete_documents_.bind_blob(1, id.bytes()).run();
    digests_.remove(id);
    --state.traces;
}

}  // namespace xray::storage
