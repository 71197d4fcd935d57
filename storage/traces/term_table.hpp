// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/digest/trace_terms.hpp"
#include "storage/sqlite/database.hpp"

namespace xray::storage {

// Writes trace_term.
class TermWriter {
public:
    explicit TermWriter(sqlite::Database& database);

    // Makes the terms of a trace `after` where they were `before`, both sorted; touches only what differs.
    // Throws sqlite::SqliteError.
    void replace(std::int64_t trace, const std::vector<TraceTerm>& before,
                 const std::vector<TraceTerm>& after);

    // Forgets all terms of a trace. Goes through those of its whole block: for a trace whose terms nobody
    // knows.
    void remove_all(std::int64_t trace);

private:
    static void run(sqlite::Statement& statement, std::int64_t trace, const std::vector<TraceTerm>& terms,
                    const std::vector<TraceTerm>& except);

    sqlite::Statement insert_;
    sqlite::Statement remove_;
    sqlite::Statement remove_all_;
};

}  // namespace xray::storage
