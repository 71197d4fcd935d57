// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/term_table.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace xray::storage {
namespace {

constexpr std::string_view kInsert = "INSERT OR IGNORE INTO trace_term (block, term, trace) VALUES ";
constexpr std::string_view kRemove =
    "DELETE FROM trace_term WHERE block = ?2 >> 12 AND term = ?1 AND trace = ?2";
constexpr std::string_view kRemoveAll = "DELETE FROM trace_term WHERE block = ?1 >> 12 AND trace = ?1";

// Traces that came one after another share a block (schema).
constexpr int kBlockBits = 12;

// Beginning and ending a statement costs as much as its row does.
constexpr std::size_t kRowsOfStatement = 64;

// So many rows are written before the end of the transaction.
constexpr std::size_t kMostGathered = 64 * 1024;

std::string insert_of(std::size_t rows) {
    std::string sql(kInsert);
    for (std::size_t i = 0; i < rows; ++i) sql += i == 0 ? "(?, ?, ?)" : ", (?, ?, ?)";
    return sql;
}

}  // namespace

TermWriter::TermWriter(sqlite::Database& database)
    : insert_(database.prepare(insert_of(1))),
      insert_many_(database.prepare(insert_of(kRowsOfStatement))),
      remove_(database.prepare(kRemove)),
      remove_all_(database.prepare(kRemoveAll)) {}

void TermWriter::remove_all(std::int64_t trace) {
    flush();
    remove_all_.bind(1, trace).run();
}

void TermWriter::replace(std::int64_t trace, const std::vector<TraceTerm>& before,
                         const std::vector<TraceTerm>& after) {
    difference_.clear();
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                        std::back_inserter(difference_));
    remove(trace, difference_);
    difference_.clear();
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                        std::back_inserter(difference_));
    for (const TraceTerm term : difference_)
        gained_.push_back({trace >> kBlockBits, std::bit_cast<std::int64_t>(term), trace});
    if (gained_.size() >= kMostGathered) flush();
}

void TermWriter::remove(std::int64_t trace, const std::vector<TraceTerm>& terms) {
    if (terms.empty()) return;
    flush();
    for (const TraceTerm term : terms)
        remove_.bind(1, std::bit_cast<std::int64_t>(term)).bind(2, trace).run();
}

void TermWriter::flush() {
    std::sort(gained_.begin(), gained_.end());
    std::span<const Row> rows(gained_);
    while (!rows.empty()) {
        const std::size_t count = rows.size() < kRowsOfStatement ? 1 : kRowsOfStatement;
        sqlite::Statement& insert = count == 1 ? insert_ : insert_many_;
        int parameter = 1;
        for (const Row& row : rows.first(count)) {
            insert.bind(parameter, row.block).bind(parameter + 1, row.term).bind(parameter + 2, row.trace);
            parameter += 3;
        }
        insert.run();
        rows = rows.subspan(count);
    }
    gained_.clear();
}

}  // namespace xray::storage
