// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "storage/compression/dictionary_table.hpp"
#include "storage/compression/dictionary_trainer.hpp"
#include "storage/compression/zstd.hpp"
#include "storage/sqlite/database.hpp"

namespace xray::storage::compression {

// Compresses the documents that are stored, as soon as there is a dictionary for them. To be used in the
// writer's transactions.
class DocumentPacker {
public:
    struct Packed {
        std::int64_t dictionary = 0;
        std::string_view frame;  // valid until the next call
    };

    explicit DocumentPacker(sqlite::Database& database) : table_(database) {}

    // To be called at the beginning of each transaction that stores documents: a new dictionary comes into
    // the table with the first documents that need it. Throws sqlite::SqliteError.
    void begin();

    // None where the document is better stored as it is.
    [[nodiscard]] std::optional<Packed> pack(std::string_view text);

private:
    void load_newest();

    DictionaryTable table_;
    DictionaryTrainer trainer_;
    bool loaded_ = false;
    std::int64_t id_ = 0;  // the last one that was given out
    std::unique_ptr<Compressor> compressor_;
};

}  // namespace xray::storage::compression
