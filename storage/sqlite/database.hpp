// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace xray::storage::sqlite {

// What SQLite refused, in plain words; with the statement only where it is wrong in itself.
class SqliteError : public std::runtime_error {
public:
    SqliteError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] int code() const { return code_; }  // SQLite's extended result code
    [[nodiscard]] bool is_lock() const;               // another process holds a lock
    [[nodiscard]] bool is_disk_full() const;          // the disk is full, or fails

private:
    int code_;
};

class Statement;

// A connection. Not synchronised: one thread at a time. Statements must go before it. A statement of a thread
// whose work is called off (core/base/cancellation.hpp) throws Cancelled, within a thousand steps of SQLite's
// machine.
class Database {
public:
    enum class Mode { kReadWrite, kReadOnly };

    // Opens a file or ":memory:". Throws SqliteError. SQLite reads the file at the first statement, not here.
    Database(const std::string& path, Mode mode);

    // Throws SqliteError, with the SQL in its message, if the text is not one valid statement.
    [[nodiscard]] Statement prepare(std::string_view sql);

    // Runs one or more statements, ignoring rows. Throws SqliteError.
    void execute(std::string_view sql);

    // The first column of the first row. Throws SqliteError, also if there is no row.
    [[nodiscard]] std::int64_t query_integer(std::string_view sql);

    // Rows that the last INSERT, UPDATE or DELETE touched.
    [[nodiscard]] std::int64_t changes() const;

    // The key of the row that the last INSERT added to a table with integer keys.
    [[nodiscard]] std::int64_t last_insert_id() const;

    // The SQL of every prepared statement that is alive. Tests ask for the query plan of each.
    [[nodiscard]] std::vector<std::string> prepared_sql() const;

    // Whether a transaction is open.
    [[nodiscard]] bool in_transaction() const;

    // Whether closing the last connection of a WAL database moves the log into the file. On by default.
    void set_checkpoint_on_close(bool on);

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

// A prepared statement. Parameters and columns are bound and read by position: parameters from 1, columns
// from 0. Bound text and blobs are borrowed until the statement is reset; column views live until the next
// step or reset.
class Statement {
public:
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, std::optional<std::int64_t> value);  // none: NULL
    Statement& bind_real(int index, std::optional<double> value);   // none: NULL
    Statement& bind_text(int index, std::string_view value);
    Statement& bind_blob(int index, std::span<const std::uint8_t> value);
    Statement& bind_blob(int index, std::string_view value);

    // True at a row, false at the end. Throws SqliteError.
    [[nodiscard]] bool step();

    // Makes the statement ready to be bound and run again. A reader that stops early holds its snapshot until
    // then.
    void reset() noexcept;

    // Runs a statement that gives no rows to its end and resets it. Throws SqliteError.
    void run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string_view blob(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    void check(int code) const;

    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// Resets a statement at the end of a scope, however the scope is left.
class ResetAtEnd {
public:
    explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
    ResetAtEnd(const ResetAtEnd&) = delete;
    ResetAtEnd& operator=(const ResetAtEnd&) = delete;
    ~ResetAtEnd() { statement_.reset(); }

private:
    Statement& statement_;
};

// A write transaction: begun here, rolled back at the end of the scope unless committed.
class Transaction {
public:
    explicit Transaction(Database& database);  // throws SqliteError
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();  // throws SqliteError; nothing is stored then

private:
    Database& database_;
};

// Several statements see the database in one state, until the end of the scope.
class Snapshot {
public:
    explicit Snapshot(Database& database);  // throws SqliteError
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot();

private:
    Database& database_;
};

}  // namespace xray::storage::sqlite
