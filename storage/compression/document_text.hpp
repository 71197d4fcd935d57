// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "storage/compression/dictionary_table.hpp"
#include "storage/compression/zstd.hpp"
#include "storage/sqlite/database.hpp"

namespace xray::storage::compression {

// Reads the texts of documents out of rows, compressed or not. Used by one thread at a time.
class DocumentText {
public:
    explicit DocumentText(sqlite::Database& database) : table_(database) {}

    // `column` of the row that the statement stands at is document.text, the next two are `dictionary` and
    // `packed`. The text is valid until the next call and the statement's next step. None where what is
    // stored is damaged, or its dictionary is missing. Throws sqlite::SqliteError.
    [[nodiscard]] std::optional<std::string_view> read(const sqlite::Statement& row, int column);

private:
    const UnpackingDictionary* dictionary(std::int64_t id);

    DictionaryTable table_;
    std::map<std::int64_t, UnpackingDictionary> dictionaries_;
    std::optional<Decompressor> decompressor_;  // from the first compressed document on
};

}  // namespace xray::storage::compression
