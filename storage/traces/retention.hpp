// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "storage/sqlite/database.hpp"
#include "storage/traces/store_state.hpp"
#include "storage/traces/trace_table.hpp"
#include "storage/types.hpp"

namespace xray::storage {

// Deletes traces, by age or all of them.
class Retention {
public:
    // `earlier`: as for DigestWriter.
    explicit Retention(sqlite::Database& database, EarlierDigests* earlier = nullptr);

    // Where a deletion in slices goes on: behind this trace in the order of updates.
    struct Position {
        Micros updated = kMinTime;
        TraceId id;
    };

    struct Slice {
        std::size_t deleted = 0;
        std::optional<Position> next;  // none: there are no more
    };

    // What is old, by the clock of the moment.
    struct Age {
        Micros now = 0;
        Micros retention = 0;

        // What was received before is old.
        [[nodiscard]] Micros oldest() const { return now - retention; }
        // What was received after is from a time that the clock has been set back from; it is so far away
        // that a time of receipt there says nothing of age any more.
        [[nodiscard]] Micros newest() const { return now + retention; }
    };

    // Deletes, within the open transaction, some of the traces whose last document is old, and takes them off
    // `state`; the caller saves it. A trace with later documents that its digest does not cover yet stays.
    // Throws sqlite::SqliteError.
    Slice delete_slice(const Age& age, const Position& position, StoreState& state);

    // Lets some of the traces whose last document was received after `age.newest()` count as received now, so
    // that they grow old like others, within the open transaction. Whether there may be more. Throws
    // sqlite::SqliteError.
    bool bring_back_slice(const Age& age);

    // Deletes everything, within the open transaction. The numbers of documents and deliveries go on.
    void delete_all(StoreState& state);

private:
    bool is_old(const TraceId& id, const Age& age);
    void delete_trace(const TraceId& id, StoreState& state);

    sqlite::Database& database_;
    std::vector<Position> read_positions(sqlite::Statement& statement);

    sqlite::Statement find_old_;
    sqlite::Statement find_future_;
    sqlite::Statement bring_back_;
    sqlite::Statement last_receipt_;
    sqlite::Statement count_texts_;
    sqlite::Statement delete_documents_;
    DigestWriter digests_;
    // Rows that the last read_positions() has met, damaged ones among them.
    std::int64_t rows_ = 0;
};

}  // namespace xray::storage
