// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/time.hpp"
#include "core/trace_terms.hpp"
#include "storage/sqlite/database.hpp"

namespace xray::storage {

// The terms of one trace as trace_term holds them.
struct TraceTerms {
    Micros start = 0;
    std::vector<TraceTerm> terms;  // sorted, each once
};

// Writes trace_term.
class TermWriter {
public:
    explicit TermWriter(sqlite::Database& database);

    // Makes the terms of a trace `after` where they were `before`; touches only what differs. Throws
    // sqlite::SqliteError.
    void replace(std::int64_t trace, const TraceTerms& before, const TraceTerms& after);

private:
    static void run(sqlite::Statement& statement, std::int64_t trace, const TraceTerms& terms,
                    const TraceTerms& except);

    sqlite::Statement insert_;
    sqlite::Statement remove_;
};

}  // namespace xray::storage
