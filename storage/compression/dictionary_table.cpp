// SPDX-License-Identifier: Apache-2.0
#include "storage/compression/dictionary_table.hpp"

namespace xray::storage::compression {

DictionaryTable::DictionaryTable(sqlite::Database& database)
    : find_(database.prepare("SELECT bytes FROM document_dictionary WHERE id = ?1")),
      has_(database.prepare("SELECT 1 FROM document_dictionary WHERE id = ?1")),
      newest_(database.prepare("SELECT MAX(id) FROM document_dictionary")),
      put_(database.prepare("INSERT INTO document_dictionary (id, bytes) VALUES (?1, ?2)")) {}

std::optional<std::string> DictionaryTable::find(std::int64_t id) {
    const sqlite::ResetAtEnd reset_at_end(find_);
    if (!find_.bind(1, id).step()) return std::nullopt;
    return std::string(find_.blob(0));
}

bool DictionaryTable::has(std::int64_t id) {
    const sqlite::ResetAtEnd reset_at_end(has_);
    return has_.bind(1, id).step();
}

std::int64_t DictionaryTable::newest() {
    const sqlite::ResetAtEnd reset_at_end(newest_);
    return newest_.step() ? newest_.integer(0) : 0;
}

void DictionaryTable::put(std::int64_t id, std::string_view bytes) {
    put_.bind(1, id).bind_blob(2, bytes).run();
}

}  // namespace xray::storage::compression
