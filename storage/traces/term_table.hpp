// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "core/digest/trace_terms.hpp"
#include "storage/sqlite/database.hpp"

namespace xray::storage {

// Writes trace_term. What traces gain within a transaction is gathered and written in the order of the table,
// many rows a statement.
class TermWriter {
public:
    explicit TermWriter(sqlite::Database& database);

    // The beginning and the end of a transaction's changes. Where flush() is not reached, the transaction
    // must not commit.
    void begin() { gained_.clear(); }
    void flush();

    // Makes the terms of a trace `after` where they were `before`, both sorted; touches only what differs.
    // Throws sqlite::SqliteError.
    void replace(std::int64_t trace, const std::vector<TraceTerm>& before,
                 const std::vector<TraceTerm>& after);

    // Forgets all terms of a trace. Goes through those of its whole block: for a trace whose terms nobody
    // knows.
    void remove_all(std::int64_t trace);

private:
    // A row to be written, in the order of the table's columns.
    struct Row {
        std::int64_t block = 0;
        std::int64_t term = 0;
        std::int64_t trace = 0;
        auto operator<=>(const Row&) const = default;
    };

    void remove(std::int64_t trace, const std::vector<TraceTerm>& terms);

    sqlite::Statement insert_;
    sqlite::Statement insert_many_;
    sqlite::Statement remove_;
    sqlite::Statement remove_all_;
    std::vector<Row> gained_;
    std::vector<TraceTerm> difference_;  // its memory serves every call
};

}  // namespace xray::storage
