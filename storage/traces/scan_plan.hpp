// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>

#include "storage/sqlite/database.hpp"
#include "storage/types.hpp"

namespace xray::storage {

// Finds the way of a scan through the indexes, and the statement for it. Rows have two columns: the digest,
// and trace.seq.
//
// Ways: along the index of the scan's time, where conditions are decided by the index alone and every term by
// one look into trace_term; or, where a term is rare, along its traces, whose rows decide conditions.
//
// Statements consist of fixed pieces of SQL; whatever comes from an expression is bound. One is kept for each
// shape, the least recently used are given up.
class ScanPlanner {
public:
    explicit ScanPlanner(sqlite::Database& database);

    // The statement, bound and ready to step, to be reset by the caller. Valid until the next call.
    [[nodiscard]] sqlite::Statement& prepare(const TraceScan& scan);

    // TraceStore::count().
    [[nodiscard]] std::size_t count(const TraceScan& scan);

private:
    struct Kept {
        std::string sql;
        sqlite::Statement statement;
    };

    // Which term to walk along, one of the scan or one that a condition implies; nothing: along its time.
    std::optional<TraceTerm> driving_term(const TraceScan& scan);
    std::size_t count_up_to(TraceTerm term, std::size_t most);
    sqlite::Statement& statement_of(std::string sql);

    sqlite::Database& database_;
    std::list<Kept> kept_;  // most recently used first
    sqlite::Statement count_term_;
    sqlite::Statement count_by_start_;
    sqlite::Statement count_by_update_;
};

}  // namespace xray::storage
