// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "core/base/error.hpp"

namespace xray::storage {

namespace sqlite {
class Database;
}

// The SQL of every schema version, oldest first: entry n brings a database from version n to version n + 1.
// Embedded from storage/schema/*.sql at build time.
[[nodiscard]] std::span<const std::string_view> schema_versions();

// Brings the schema up to date, each version in a transaction of its own, and records it in PRAGMA
// user_version. An Error (kInternal) without any change if the database is of a newer version than this
// program knows. Throws sqlite::SqliteError when a statement fails; versions before it stay applied.
[[nodiscard]] Result<void> migrate(sqlite::Database& database);

}  // namespace xray::storage
