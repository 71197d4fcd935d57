// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/database.hpp"

#include <sqlite3.h>

#include <limits>

#include "core/base/cancellation.hpp"

namespace xray::storage::sqlite {
namespace {

// How long a statement waits for a lock that another process (the sqlite3 shell, a backup) holds. Who writes
// holds up others of this process meanwhile, and tries again after they had their turn.
constexpr int kReaderTimeoutMs = 5000;
constexpr int kWriterTimeoutMs = 20;

int primary(int code) {
    return code & 0xff;
}

// In words that tell what to do about it; nothing where SQLite's own are as good.
std::string plain_reason(int code, const std::string& message) {
    switch (primary(code)) {
        case SQLITE_FULL:
            return "the disk is full";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another process holds a lock on the database";
        case SQLITE_READONLY:
            return "the database cannot be written to: give this user write access to the file and its "
                   "folder";
        case SQLITE_CANTOPEN:
            return "the database file cannot be opened: check that its folder exists and that this user may "
                   "write to it";
        case SQLITE_IOERR:
            return "reading or writing the database failed: " + message;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the database is damaged: " + message;
        default:
            return message;
    }
}

// Steps of SQLite's machine, some twenty for a row of a scan, between two looks at whether anybody still
// waits.
constexpr int kStepsBetweenLooks = 1000;

[[noreturn]] void throw_error(sqlite3* handle, int code, std::string_view sql) {
    if (code == SQLITE_INTERRUPT) Cancellation::check();
    const std::string message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    std::string reason = plain_reason(code, message);
    if (primary(code) == SQLITE_ERROR && !sql.empty()) reason.append(" in: ").append(sql);
    throw SqliteError(handle != nullptr ? sqlite3_extended_errcode(handle) : code, reason);
}

int checked_length(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw SqliteError(SQLITE_TOOBIG, "SQL text too long");
    }
    return static_cast<int>(text.size());
}

// SQLite takes a null pointer for NULL; an empty value is not NULL.
template <class T>
const T* not_null(const T* data) {
    static constexpr T kEmpty{};
    return data != nullptr ? data : &kEmpty;
}

}  // namespace

bool SqliteError::is_lock() const {
    return primary(code_) == SQLITE_BUSY || primary(code_) == SQLITE_LOCKED;
}

bool SqliteError::is_disk_full() const {
    return primary(code_) == SQLITE_FULL || primary(code_) == SQLITE_IOERR;
}

Database::Database(const std::string& path, Mode mode) {
    const int flags =
        (mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
        SQLITE_OPEN_NOMUTEX;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) throw_error(handle, code, {});
    sqlite3_busy_timeout(handle, mode == Mode::kReadOnly ? kReaderTimeoutMs : kWriterTimeoutMs);
    sqlite3_progress_handler(
        handle, kStepsBetweenLooks, [](void*) { return Cancellation::requested() ? 1 : 0; }, nullptr);
}

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Statement Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), checked_length(sql),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) throw_error(handle_.get(), code, sql);
    return Statement(statement);
}

void Database::execute(std::string_view sql) {
    const char* rest = sql.data();
    const char* const end = sql.data() + sql.size();
    while (rest != end) {
        sqlite3_stmt* handle = nullptr;
        const char* tail = nullptr;
        const std::string_view remaining(rest, static_cast<std::size_t>(end - rest));
        const int code =
            sqlite3_prepare_v3(handle_.get(), rest, checked_length(remaining), 0, &handle, &tail);
        if (code != SQLITE_OK) throw_error(handle_.get(), code, remaining);
        rest = tail;
        if (handle == nullptr) continue;  // white space or a comment
        Statement statement(handle);
        while (statement.step()) continue;
    }
}

std::int64_t Database::query_integer(std::string_view sql) {
    Statement statement = prepare(sql);
    if (!statement.step()) throw SqliteError(SQLITE_DONE, "no row from: " + std::string(sql));
    return statement.integer(0);
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_.get());
}

std::int64_t Database::last_insert_id() const {
    return sqlite3_last_insert_rowid(handle_.get());
}

std::vector<std::string> Database::prepared_sql() const {
    std::vector<std::string> all;
    sqlite3_stmt* statement = nullptr;
    while ((statement = sqlite3_next_stmt(handle_.get(), statement)) != nullptr) {
        all.emplace_back(sqlite3_sql(statement));
    }
    return all;
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

void Database::set_checkpoint_on_close(bool on) {
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) throw_error(sqlite3_db_handle(handle_.get()), code, sqlite3_sql(handle_.get()));
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), index, value));
    return *this;
}

Statement& Statement::bind(int index, std::optional<std::int64_t> value) {
    if (value) return bind(index, *value);
    check(sqlite3_bind_null(handle_.get(), index));
    return *this;
}

Statement& Statement::bind_real(int index, std::optional<double> value) {
    check(value ? sqlite3_bind_double(handle_.get(), index, *value)
                : sqlite3_bind_null(handle_.get(), index));
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view value) {
    check(sqlite3_bind_text64(handle_.get(), index, not_null(value.data()), value.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_blob(int index, std::span<const std::uint8_t> value) {
    check(sqlite3_bind_blob64(handle_.get(), index, not_null(value.data()), value.size(), SQLITE_STATIC));
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view value) {
    check(sqlite3_bind_blob64(handle_.get(), index, not_null(value.data()), value.size(), SQLITE_STATIC));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw_error(sqlite3_db_handle(handle_.get()), code, sqlite3_sql(handle_.get()));
}

void Statement::reset() noexcept {
    sqlite3_reset(handle_.get());
}

void Statement::run() {
    const ResetAtEnd reset_at_end(*this);
    while (step()) continue;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(handle_.get(), column);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::string_view Statement::text(int column) const {
    const auto* data = sqlite3_column_text(handle_.get(), column);
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::string_view Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(handle_.get(), column);
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

void Transaction::commit() {
    database_.execute("COMMIT");
}

namespace {

// SQLite has rolled back already after some errors (disk full); a failed rollback leaves nothing to be done
// here: the connection refuses the next BEGIN, which reports it.
void roll_back(Database& database) {
    if (!database.in_transaction()) return;
    try {
        database.execute("ROLLBACK");
    } catch (const SqliteError&) {
        return;
    }
}

}  // namespace

Transaction::~Transaction() {
    roll_back(database_);
}

Snapshot::Snapshot(Database& database) : database_(database) {
    database_.execute("BEGIN");
}

Snapshot::~Snapshot() {
    roll_back(database_);
}

}  // namespace xray::storage::sqlite
