// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.hpp"

namespace xray::storage::sqlite {

// PRAGMA application_id of the emulator's databases: "XRAY". Tells them from the databases of other programs.
inline constexpr std::int64_t kApplicationId = 0x58524159;

// The database file, held against other processes while this object lives: two writers with a state of their
// own in memory would not agree on one file. The hold ends with the process, however it ends.
class FileLock {
public:
    // `path` is absolute.
    FileLock(int descriptor, std::string path, bool is_new)
        : descriptor_(descriptor), path_(std::move(path)), is_new_(is_new) {}
    FileLock(FileLock&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)),
          path_(std::move(other.path_)),
          is_new_(other.is_new_) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

    [[nodiscard]] bool is_new() const { return is_new_; }  // empty: no schema yet

    // Why the file is lost, in words: it was deleted, or another one is at its path. Connections that were
    // open go on with it, but it ends with them. Empty while it is in its place.
    [[nodiscard]] std::string loss() const;

    // Throws SqliteError if the file is lost: a new connection would be one to another file.
    void require_in_place() const;

private:
    int descriptor_;
    std::string path_;
    bool is_new_;
};

// Looks at a database file before SQLite does, and creates it, with its folder, if it is not there. Refuses
// what is no regular file, no SQLite database, a database of another program, one of a schema above
// `newest_schema`, and one that another process holds. A refused file is left as it was; SQLite itself would
// already write to it on opening. The Error (kInternal) names the file and the reason.
[[nodiscard]] Result<FileLock> lock_database_file(const std::string& path, std::int64_t newest_schema);

// Why a database of schema `found` cannot be used where `newest` is the newest one known: a newer version of
// the emulator wrote it, or it is damaged. Nothing if it can.
[[nodiscard]] std::optional<std::string> refusal_of_schema(std::int64_t found, std::int64_t newest);

// "cannot open database PATH: REASON"
[[nodiscard]] Error cannot_open(const std::string& path, const std::string& reason);

}  // namespace xray::storage::sqlite
