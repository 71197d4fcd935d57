// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/failure_text.hpp"

#include <sqlite3.h>

#include "storage/sqlite/database.hpp"

namespace xray::storage {

std::string plain_reason(const std::exception& failure) {
    const auto* const error = dynamic_cast<const sqlite::SqliteError*>(&failure);
    if (error == nullptr) return {};
    constexpr int kPrimary = 0xff;  // extended result codes keep theirs in the low byte
    switch (error->code() & kPrimary) {
        case SQLITE_FULL:
            return "the disk of the database is full";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "the database is locked by another process";
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "the database cannot be written to";
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
            return "the database's file cannot be read or written";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the database is damaged";
        case SQLITE_NOMEM:
            return "the database is out of memory";
        default:
            return "the database failed";
    }
}

}  // namespace xray::storage
