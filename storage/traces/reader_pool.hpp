// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/database_file.hpp"
#include "storage/sqlite/fair_mutex.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/document_table.hpp"
#include "storage/traces/graph_fold_table.hpp"
#include "storage/traces/trace_table.hpp"

namespace xray::storage {

// What a reading thread works with: prepared statements on one connection.
struct ReadConnection {
    ReadConnection(sqlite::Database& connection, DamageReport& damage)
        : database(connection),
          documents(connection, &damage),
          digests(connection, damage),
          folds(connection) {}
    sqlite::Database& database;
    DocumentRows documents;
    DigestReader digests;
    GraphFoldReader folds;
};

// Hands out readers. A file gives each reading thread a read-only connection of its own, so that readers and
// the writer never wait for one another (WAL). A database in memory lives in one connection, which its
// readers share with the writer, one at a time.
//
// Threads: acquire() and the return of a lease may be called from any thread.
class ReaderPool {
    struct PooledReader;

public:
    // For a file. Connections are opened when they are needed. `hold` and `damage` must outlive the pool.
    ReaderPool(std::string path, const sqlite::FileLock& hold, DamageReport& damage);

    // For a database in memory; the writer, too, holds `turn` while it works with `shared`. All must outlive
    // the pool.
    ReaderPool(sqlite::Database& shared, FairMutex& turn, DamageReport& damage);

    ~ReaderPool();

    // A reader for one thread, for as long as the lease lives. A thread must not take a second one meanwhile.
    class Lease {
    public:
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease();
        [[nodiscard]] ReadConnection* operator->() const { return reader_; }
        [[nodiscard]] ReadConnection& operator*() const { return *reader_; }

    private:
        friend class ReaderPool;
        Lease(ReaderPool& pool, std::unique_ptr<PooledReader> own);
        Lease(ReaderPool& pool, ReadConnection& shared, std::unique_lock<FairMutex> turn);

        ReaderPool& pool_;
        std::unique_ptr<PooledReader> own_;
        ReadConnection* reader_;
        std::unique_lock<FairMutex> turn_;
    };

    // Throws sqlite::SqliteError when no connection can be opened, as where the file is lost.
    [[nodiscard]] Lease acquire();

private:
    void give_back(std::unique_ptr<PooledReader> reader);

    std::string path_;
    const sqlite::FileLock* hold_ = nullptr;
    DamageReport& damage_;
    FairMutex* shared_turn_ = nullptr;
    std::unique_ptr<ReadConnection> shared_;

    std::mutex mutex_;
    std::vector<std::unique_ptr<PooledReader>> idle_;  // guarded by mutex_
};

}  // namespace xray::storage
