// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/sqlite/database.hpp"

namespace xray::storage {

// What the writer knows of the tables without asking them: the counts, and how far digests have come.
struct StoreState {
    std::int64_t last_document = 0;  // highest document.seq ever given out
    std::int64_t last_delivery = 0;
    // Documents up to this seq are in their traces' digests.
    std::int64_t digested_to = 0;
    std::int64_t documents = 0;  // rows of `document` that hold a text
    std::int64_t traces = 0;     // rows of `trace`
    std::uint64_t changes = 0;   // transactions of this process that changed `trace`; not kept in the table
    // Documents up to this seq are digested or belong to traces that are put off (Digester); not stored:
    // after a restart it is digested_to.
    std::int64_t reached = 0;

    [[nodiscard]] bool has_undigested() const { return digested_to < last_document; }
    [[nodiscard]] bool has_unreached() const { return std::max(reached, digested_to) < last_document; }
};

// Reads and writes the row of `store_state`.
//
// Not every transaction has to save: new rows of `document` above counted_to are counted again when the
// database is opened. Every other change of a count or of digested_to must be saved in the transaction that
// makes it.
class StoreStateTable {
public:
    explicit StoreStateTable(sqlite::Database& database);

    // Costs the counting of the documents written since the last save, not of the whole table.
    [[nodiscard]] StoreState load();
    void save(const StoreState& state);

    // If the digests were made from something other than `basis`, drops them all, so that they are worked out
    // again. To be called before load().
    void require_digest_basis(std::string_view basis);

private:
    sqlite::Database& database_;
    sqlite::Statement save_;
};

}  // namespace xray::storage
