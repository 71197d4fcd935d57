// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/sqlite/database.hpp"

namespace xray::storage::compression {

// The dictionaries of a database, by their ids; 0 is none's. Throws sqlite::SqliteError.
class DictionaryTable {
public:
    explicit DictionaryTable(sqlite::Database& database);

    [[nodiscard]] std::optional<std::string> find(std::int64_t id);
    [[nodiscard]] bool has(std::int64_t id);

    // The id of the last one; 0 without any.
    [[nodiscard]] std::int64_t newest();

    void put(std::int64_t id, std::string_view bytes);

private:
    sqlite::Statement find_;
    sqlite::Statement has_;
    sqlite::Statement newest_;
    sqlite::Statement put_;
};

}  // namespace xray::storage::compression
