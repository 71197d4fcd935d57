// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "storage/sqlite/database.hpp"
#include "storage/store_state.hpp"
#include "storage/trace_store.hpp"
#include "storage/trace_table.hpp"

namespace xray::storage {

// Deletes traces, by age or all of them.
class Retention {
public:
    explicit Retention(sqlite::Database& database);

    // Where a deletion in slices goes on: behind this trace in the order of updates.
    struct Position {
        Micros updated = kMinTime;
        TraceId id;
    };

    struct Slice {
        std::size_t deleted = 0;
        std::optional<Position> next;  // none: there are no more
    };

    // Deletes, within the open transaction, some of the traces whose last document was received before
    // `before`, and takes them off `state`; the caller saves it. A trace with later documents that its digest
    // does not cover yet stays. Throws sqlite::SqliteError.
    Slice delete_slice(Micros before, const Position& position, StoreState& state);

    // Deletes everything, within the open transaction. The numbers of documents and deliveries go on.
    void delete_all(StoreState& state);

private:
    void delete_trace(const TraceId& id, StoreState& state);

    sqlite::Database& database_;
    sqlite::Statement find_old_;
    sqlite::Statement last_receipt_;
    sqlite::Statement count_texts_;
    sqlite::Statement delete_documents_;
    DigestWriter digests_;
};

}  // namespace xray::storage
