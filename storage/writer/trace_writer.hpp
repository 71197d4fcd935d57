// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/counters.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/disk_reserve.hpp"
#include "storage/sqlite/fair_mutex.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/document_table.hpp"
#include "storage/traces/earlier_digests.hpp"
#include "storage/traces/retention.hpp"
#include "storage/traces/store_state.hpp"
#include "storage/writer/change_signal.hpp"
#include "storage/writer/digester.hpp"
#include "storage/writer/failure_log.hpp"
#include "storage/writer/store_status.hpp"
#include "storage/writer/write_queue.hpp"

namespace xray::storage {

// The one thread that writes. Takes its turns from a WriteQueue: commits what waits in one transaction, works
// out digests in bounded transactions in between, deletes old traces once a minute.
//
// A failing transaction is tried once more. Where the disk is full or fails, or another process holds a lock,
// documents that nobody waits for then wait in the queue for better times; others are counted as dropped,
// whoever waits gets the Error, and the thread goes on. A reset on a full disk works with the reserve's room
// and gives the disk back what the traces held.
class TraceWriter {
public:
    // What it works with; everything outlives it.
    struct Dependencies {
        sqlite::Database& database;
        FairMutex& turn;  // held during every transaction; see ReaderPool
        // The state of the database when it starts, and what it makes of it.
        StoreStatus& status;
        WriteQueue& queue;
        const StoreOptions& options;
        const Clock& clock;
        Counters& counters;
        ChangeSignal& changes;
        DamageReport& damage;
        EarlierDigests& earlier;
        sqlite::DiskReserve& reserve;
        LogSink log;
    };

    // Starts the thread. Throws sqlite::SqliteError.
    explicit TraceWriter(const Dependencies& dependencies);
    TraceWriter(const TraceWriter&) = delete;
    TraceWriter& operator=(const TraceWriter&) = delete;

    // WriteQueue::stop() must have been called; waits for the thread.
    ~TraceWriter() { thread_.join(); }

private:
    struct Tally {
        std::uint64_t stored = 0;
        std::uint64_t repeated = 0;
    };

    void run();
    // How a kWrite turn ended.
    struct Attempt {
        std::optional<Error> error;
        std::string reason;       // of the error, for the log
        bool disk_full = false;   // the error may go away
        bool lock = false;        // so may it, and soon
        std::size_t deleted = 0;  // traces
    };

    void write(std::vector<WriteQueue::Entry> entries);
    Attempt attempt(const std::vector<WriteQueue::Entry>& entries);
    std::size_t do_job(const std::vector<WriteQueue::Entry>& entries);
    void store(const std::vector<WriteQueue::Entry>& entries);
    void store_delivery(const WriteQueue::Entry& entry, StoreState& next, Tally& tally);
    void acknowledge(const WriteQueue::Entry& entry, const TraceId& trace_id, std::int64_t seq);
    void reset();
    void delete_all();
    void note_full_disk(const std::exception& failure);
    void shrink_file();
    void empty_log();
    std::size_t delete_old();
    void bring_back_future();
    void digest(const WriteQueue::Turn& turn);
    std::optional<Micros> digest_within(const DigestBudget& budget, const HeldBack& held_back,
                                        const std::vector<WriteQueue::Acknowledged>& first);
    DigestBudget budget_of(const WriteQueue::Turn& turn);
    void maintain();
    [[nodiscard]] WriteQueue::SteadyTime after_maintenance() const;
    void repair();
    void report_unreadable(std::size_t documents);
    void repair_slice(const DamageReport::Found& damage);
    Retention::Slice delete_slice(const Retention::Position& position);
    bool change(const std::function<bool(StoreState& next)>& work);
    void note_reached(std::int64_t seq);

    Dependencies deps_;
    StoreStateTable state_table_;
    DocumentWriter documents_;
    Digester digester_;
    Retention retention_;
    FailureLog losses_;

    std::vector<WriteQueue::Acknowledged> acknowledged_;  // of the deliveries of one transaction
    std::chrono::steady_clock::duration last_write_{};    // how long the last transaction of documents took
    WriteQueue::SteadyTime digest_at_;
    WriteQueue::SteadyTime maintain_at_;
    Retention::Position maintain_from_;
    // Some transaction found no room, and none was made since.
    bool disk_was_full_ = false;
    bool log_to_empty_ = false;  // room was made, and the log still holds it

    std::thread thread_;  // last: it uses everything above
};

}  // namespace xray::storage
