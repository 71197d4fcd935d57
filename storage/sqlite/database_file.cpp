// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/database_file.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "storage/sqlite/database.hpp"

namespace xray::storage::sqlite {
namespace {

// The database header (https://www.sqlite.org/fileformat2.html, section 1.3).
constexpr std::size_t kHeaderSize = 100;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kUserVersionOffset = 60;
constexpr std::size_t kApplicationIdOffset = 68;

using Header = std::array<unsigned char, kHeaderSize>;

std::string system_reason(int error) {
    return std::generic_category().message(error);
}

std::int64_t big_endian_32(const Header& header, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | header[offset + i];
    return static_cast<std::int32_t>(value);
}

std::optional<std::string> refusal_of_header(int descriptor, std::int64_t newest_schema) {
    Header header{};
    const ssize_t got = ::pread(descriptor, header.data(), header.size(), 0);
    if (got < 0) return system_reason(errno);
    const std::string_view bytes(reinterpret_cast<const char*>(header.data()), static_cast<std::size_t>(got));
    if (bytes.size() < kHeaderSize || bytes.substr(0, kMagic.size()) != kMagic) {
        return "it is not an SQLite database";
    }
    if (big_endian_32(header, kApplicationIdOffset) != kApplicationId) {
        return "it is an SQLite database of another program";
    }
    return refusal_of_schema(big_endian_32(header, kUserVersionOffset), newest_schema);
}

std::optional<std::string> create_folder_of(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (folder.empty()) return std::nullopt;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return "its folder cannot be created: " + error.message();
    return std::nullopt;
}

// SQLite would take the log for one of the new file.
bool has_orphaned_log(const std::string& path) {
    std::error_code ignored;
    const auto size = [&ignored](const std::string& file) -> std::uintmax_t {
        return std::filesystem::is_regular_file(file, ignored) ? std::filesystem::file_size(file, ignored)
                                                               : 0;
    };
    return size(path) == 0 && size(path + "-wal") > 0;
}

}  // namespace

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string FileLock::loss() const {
    struct stat held {};
    struct stat found {};
    if (::fstat(descriptor_, &held) != 0) return {};
    // A folder that cannot be looked at for a while says nothing about the file.
    if (::stat(path_.c_str(), &found) != 0 && errno != ENOENT && errno != ENOTDIR) return {};
    if (held.st_dev == found.st_dev && held.st_ino == found.st_ino) return {};
    return "the database's file " + path_ +
           " was deleted or replaced: what is stored from now on is lost when the emulator ends";
}

void FileLock::require_in_place() const {
    if (const std::string reason = loss(); !reason.empty()) throw SqliteError(SQLITE_CANTOPEN, reason);
}

std::optional<std::string> refusal_of_schema(std::int64_t found, std::int64_t newest) {
    if (found < 0) return "it is damaged (schema " + std::to_string(found) + ")";
    if (found <= newest) return std::nullopt;
    return "it was written by a newer version of the emulator (schema " + std::to_string(found) +
           ", this version supports schemas up to " + std::to_string(newest) + ")";
}

Error cannot_open(const std::string& path, const std::string& reason) {
    return Error{ErrorCode::kInternal, "cannot open database " + path + ": " + reason, {}};
}

Result<FileLock> lock_database_file(const std::string& path, std::int64_t newest_schema) {
    const auto refuse = [&](const std::string& reason) {
        return tl::unexpected<Error>(cannot_open(path, reason));
    };

    if (const auto reason = create_folder_of(path)) return refuse(*reason);
    if (has_orphaned_log(path)) {
        return refuse(
            "the file is missing, but its log " + path +
            "-wal exists; restore the file next to it, or delete the log to start with an empty database");
    }
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
    if (descriptor < 0) return refuse(system_reason(errno));
    struct stat info {};
    const int stat_error = ::fstat(descriptor, &info) == 0 ? 0 : errno;
    FileLock hold(descriptor, std::filesystem::absolute(path).string(), info.st_size == 0);
    if (stat_error != 0) return refuse(system_reason(stat_error));
    if (!S_ISREG(info.st_mode)) return refuse("it is not a regular file");
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return refuse(errno == EWOULDBLOCK ? "another process is using it" : system_reason(errno));
    }
    if (!hold.is_new()) {
        if (const auto reason = refusal_of_header(descriptor, newest_schema)) return refuse(*reason);
    }
    return hold;
}

}  // namespace xray::storage::sqlite
