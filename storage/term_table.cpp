// SPDX-License-Identifier: Apache-2.0
#include "storage/term_table.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace xray::storage {
namespace {

constexpr std::string_view kInsert =
    "INSERT OR IGNORE INTO trace_term (term, start, trace) VALUES (?1, ?2, ?3)";
constexpr std::string_view kRemove = "DELETE FROM trace_term WHERE term = ?1 AND start = ?2 AND trace = ?3";

}  // namespace

TermWriter::TermWriter(sqlite::Database& database)
    : insert_(database.prepare(kInsert)), remove_(database.prepare(kRemove)) {}

void TermWriter::replace(std::int64_t trace, const TraceTerms& before, const TraceTerms& after) {
    run(remove_, trace, before, after);
    run(insert_, trace, after, before);
}

void TermWriter::run(sqlite::Statement& statement, std::int64_t trace, const TraceTerms& terms,
                     const TraceTerms& except) {
    for (const TraceTerm term : terms.terms) {
        const bool in_both =
            terms.start == except.start && std::binary_search(except.terms.begin(), except.terms.end(), term);
        if (in_both) continue;
        statement.bind(1, std::bit_cast<std::int64_t>(term)).bind(2, terms.start).bind(3, trace).run();
    }
}

}  // namespace xray::storage
