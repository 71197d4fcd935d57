// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/term_table.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace xray::storage {
namespace {

constexpr std::string_view kInsert =
    "INSERT OR IGNORE INTO trace_term (block, term, trace) VALUES (?2 >> 12, ?1, ?2)";
constexpr std::string_view kRemove =
    "DELETE FROM trace_term WHERE block = ?2 >> 12 AND term = ?1 AND trace = ?2";
constexpr std::string_view kRemoveAll = "DELETE FROM trace_term WHERE block = ?1 >> 12 AND trace = ?1";

}  // namespace

TermWriter::TermWriter(sqlite::Database& database)
    : insert_(database.prepare(kInsert)),
      remove_(database.prepare(kRemove)),
      remove_all_(database.prepare(kRemoveAll)) {}

void TermWriter::remove_all(std::int64_t trace) {
    remove_all_.bind(1, trace).run();
}

void TermWriter::replace(std::int64_t trace, const std::vector<TraceTerm>& before,
                         const std::vector<TraceTerm>& after) {
    run(remove_, trace, before, after);
    run(insert_, trace, after, before);
}

void TermWriter::run(sqlite::Statement& statement, std::int64_t trace, const std::vector<TraceTerm>& terms,
                     const std::vector<TraceTerm>& except) {
    for (const TraceTerm term : terms) {
        if (std::binary_search(except.begin(), except.end(), term)) continue;
        statement.bind(1, std::bit_cast<std::int64_t>(term)).bind(2, trace).run();
    }
}

}  // namespace xray::storage
