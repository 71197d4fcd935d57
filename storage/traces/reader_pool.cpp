// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/reader_pool.hpp"

#include <utility>

namespace xray::storage {
namespace {

// Connections kept open while nobody reads.
constexpr std::size_t kMaxIdle = 8;

}  // namespace

struct ReaderPool::PooledReader {
    PooledReader(const std::string& path, DamageReport& damage)
        : database(path, sqlite::Database::Mode::kReadOnly), reader(prepared(database), damage) {}

    // Statements are prepared after the settings are made.
    static sqlite::Database& prepared(sqlite::Database& database) {
        database.execute("PRAGMA mmap_size = 268435456");
        return database;
    }

    sqlite::Database database;
    ReadConnection reader;
};

ReaderPool::ReaderPool(std::string path, const sqlite::FileLock& hold, DamageReport& damage)
    : path_(std::move(path)), hold_(&hold), damage_(damage) {}

ReaderPool::ReaderPool(sqlite::Database& shared, FairMutex& turn, DamageReport& damage)
    : damage_(damage), shared_turn_(&turn), shared_(std::make_unique<ReadConnection>(shared, damage)) {}

ReaderPool::~ReaderPool() = default;

ReaderPool::Lease ReaderPool::acquire() {
    if (shared_) return Lease(*this, *shared_, std::unique_lock(*shared_turn_));
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<PooledReader> reader = std::move(idle_.back());
            idle_.pop_back();
            return Lease(*this, std::move(reader));
        }
    }
    hold_->require_in_place();
    return Lease(*this, std::make_unique<PooledReader>(path_, damage_));
}

void ReaderPool::give_back(std::unique_ptr<PooledReader> reader) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMaxIdle) idle_.push_back(std::move(reader));
}

ReaderPool::Lease::Lease(ReaderPool& pool, std::unique_ptr<PooledReader> own)
    : pool_(pool), own_(std::move(own)), reader_(&own_->reader) {}

ReaderPool::Lease::Lease(ReaderPool& pool, ReadConnection& shared, std::unique_lock<FairMutex> turn)
    : pool_(pool), reader_(&shared), turn_(std::move(turn)) {}

ReaderPool::Lease::~Lease() {
    if (own_) pool_.give_back(std::move(own_));
}

}  // namespace xray::storage
