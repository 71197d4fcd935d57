// SPDX-License-Identifier: Apache-2.0
#include "storage/trace_store.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "storage/control/control_store.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/database_file.hpp"
#include "storage/sqlite/disk_reserve.hpp"
#include "storage/sqlite/fair_mutex.hpp"
#include "storage/traces/earlier_digests.hpp"
#include "storage/traces/reader_pool.hpp"
#include "storage/traces/store_state.hpp"
#include "storage/writer/change_signal.hpp"
#include "storage/writer/digester.hpp"
#include "storage/writer/trace_writer.hpp"
#include "storage/writer/write_queue.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kInMemory = ":memory:";

// How long closing may go on working out digests; the next opening does the rest.
constexpr std::chrono::milliseconds kClosingGrace{200};

// How long apply_retention() waits for digests.
constexpr std::chrono::seconds kRetentionTimeout{10};

WriteQueue::Limits queue_limits(const StoreOptions& options) {
    WriteQueue::Limits limits{.bytes = options.queue_bytes};
    if (options.indexing_delay == 0) limits.undigested = options.most_undigested;
    return limits;
}

// How long a scan keeps others from a database in memory.
constexpr std::chrono::milliseconds kScanStep{5};

// Absolute, because SQLite takes a relative path that begins with "file:" for a URI.
std::string sqlite_path(const std::string& path) {
    return path == kInMemory ? path : std::filesystem::absolute(path).string();
}

bool text_equals(sqlite::Database& database, std::string_view sql, std::string_view expected) {
    sqlite::Statement statement = database.prepare(sql);
    return statement.step() && statement.text(0) == expected;
}

// A new file gets its identity before anything else, while it still has a rollback journal:
// lock_database_file() looks at the file's first page, where a log not yet written back does not show.
void prepare_new_database(sqlite::Database& database) {
    database.execute("PRAGMA page_size = 16384; PRAGMA synchronous = OFF");
    database.execute("PRAGMA application_id = " + std::to_string(sqlite::kApplicationId));
}

// One connection that writes, with the current schema.
Result<sqlite::Database> open_database(const std::string& path, bool is_new) {
    sqlite::Database database(sqlite_path(path), sqlite::Database::Mode::kReadWrite);
    // Until it is known to be ours and readable, a log beside the file stays as it is.
    database.set_checkpoint_on_close(false);
    if (is_new) prepare_new_database(database);
    database.execute(
        "PRAGMA secure_delete = OFF; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 2000; "
        "PRAGMA journal_size_limit = 67108864");
    if (Result<void> migrated = migrate(database); !migrated) {
        return tl::unexpected<Error>(sqlite::cannot_open(path, migrated.error().message));
    }
    database.set_checkpoint_on_close(true);
    if (path != kInMemory && !text_equals(database, "PRAGMA journal_mode = WAL", "wal")) {
        return tl::unexpected<Error>(
            sqlite::cannot_open(path, "its file system does not support SQLite's write-ahead log"));
    }
    database.execute("PRAGMA synchronous = NORMAL");
    return database;
}

class SqliteTraceStore final : public TraceStore {
public:
    SqliteTraceStore(const StoreOptions& options, const Clock& clock, Counters& counters, LogSink log,
                     std::optional<sqlite::FileLock> hold, sqlite::Database database)
        : options_(options),
          counters_(counters),
          hold_(std::move(hold)),
          reserve_(in_memory() ? std::string() : sqlite_path(options.path) + "-reserve"),
          database_(std::move(database)),
          control_(database_, turn_),
          damage_([this] { queue_.post(WriteQueue::Job::kMend); }),
          readers_(make_readers()),
          status_(load_state()),
          queue_(queue_limits(options), clock, status_),
          writer_({.database = database_,
                   .turn = turn_,
                   .status = status_,
                   .queue = queue_,
                   .options = options_,
                   .clock = clock,
                   .counters = counters,
                   .changes = changes_,
                   .damage = damage_,
                   .earlier = earlier_,
                   .reserve = reserve_,
                   .log = std::move(log)}) {
        // Which of its documents were acknowledged, nobody knows any more.
        queue_.promise(status_.get().last_document);
    }

    ~SqliteTraceStore() override {
        // A database in memory ends here: nobody would read the digests.
        queue_.stop(in_memory() ? std::chrono::milliseconds{0} : kClosingGrace);
    }

    std::size_t submit(std::vector<IncomingDocument> documents) override {
        const std::size_t count = documents.size();
        const std::size_t taken = queue_.try_push(std::move(documents));
        counters_.documents_dropped += count - taken;
        return taken;
    }

    Result<void> submit_and_wait(std::vector<IncomingDocument> documents) override {
        return queue_.push_and_wait(std::move(documents));
    }

    bool settle() override { return queue_.settle(kSettleTimeout); }

    bool settle_within(std::chrono::milliseconds timeout) override { return queue_.settle_within(timeout); }

    std::optional<StoredTrace> load_trace(const TraceId& id, std::uint64_t most_bytes) override {
        StoredTrace trace;
        trace.id = id;
        ReceiptTally tally;
        const std::int64_t up_to = options_.indexing_delay > 0 ? status_.get().digested_to : kEveryDocument;
        const ReaderPool::Lease reader = readers_.acquire();
        reader->documents.for_each(id, up_to, [&](const DocumentRow& row) {
            tally.add(row);
            if (tally.receipt().document_bytes > most_bytes) return false;
            if (!row.replaced() && row.readable)
                trace.documents.push_back({row.complete(), row.received, std::string(row.text)});
            return true;
        });
        trace.receipt = tally.receipt();
        if (trace.receipt.document_bytes > most_bytes) {
            trace.documents.clear();
        } else if (trace.documents.empty()) {
            return std::nullopt;
        }
        return trace;
    }

    void visit_digests(std::span<const TraceId> ids,
                       const std::function<void(const TraceDigest&)>& visit) override {
        while (!ids.empty()) {
            const ReaderPool::Lease reader = readers_.acquire();
            const std::function<bool()> pause = end_of_step();
            do {
                reader->digests.visit(ids.front(), visit);
                ids = ids.subspan(1);
            } while (!ids.empty() && !pause());
        }
    }

    void scan(const TraceScan& scan, const std::function<bool(const TraceDigest&)>& visit) override {
        if (!in_memory()) {
            readers_.acquire()->digests.scan(scan, visit);
            return;
        }
        std::optional<EarlierDigests::View> view;
        scan_in_steps(scan, view, visit);
    }

    std::size_t count(const TraceScan& scan) override {
        const ReaderPool::Lease reader = readers_.acquire();
        const sqlite::Snapshot snapshot(reader->database);
        const Micros to = scan.after_time ? std::min(*scan.after_time, scan.to) : scan.to;
        const auto minutes = reader->folds.count(scan.time, scan.from, to);
        if (!minutes) return reader->digests.count(scan);
        TraceScan before = scan;
        before.to = minutes->from;
        before.after_time.reset();
        TraceScan after = scan;
        after.from = minutes->to;
        return reader->digests.count(before) + static_cast<std::size_t>(minutes->traces) +
               reader->digests.count(after);
    }

    void fold_graph(const GraphRange& range, ServiceGraphBuilder& builder) override {
        const auto adds_to = [&builder](const GraphFoldReader::Rest& rest) {
            return [&](const TraceDigest& digest) {
                if (digest.updated >= rest.updated_from && digest.updated < rest.updated_to)
                    builder.add(digest);
                return true;
            };
        };
        std::optional<EarlierDigests::View> view;
        std::vector<GraphFoldReader::Rest> rests;
        {
            const ReaderPool::Lease reader = readers_.acquire();
            const sqlite::Snapshot snapshot(reader->database);
            try {
                rests = reader->folds.add(range, builder);
            } catch (const DamagedFold& damaged) {
                damage_.note_fold(damaged.cell());
                builder = {};
                fold_digests(*reader, range, builder);
                return;
            }
            if (in_memory()) {
                view.emplace(earlier_);
            } else {
                for (const auto& rest : rests) reader->digests.scan(rest.scan, adds_to(rest));
            }
        }
        if (!view) return;
        for (const auto& rest : rests) scan_in_steps(rest.scan, view, adds_to(rest));
    }

    void fold_minutes(
        std::int64_t from, std::int64_t to,
        const std::function<void(std::int64_t minute, ServiceGraphBuilder& fold)>& visit) override {
        const auto whole_minute = [this](ReadConnection& reader, const FoldCell& damaged,
                                         ServiceGraphBuilder& fold) {
            damage_.note_fold(damaged);
            const SpanRange minute{damaged.updated, damaged.updated + 1};
            TraceScan scan;
            scan.time = TraceTime::kUpdated;
            scan.from = minute.begin(damaged.span);
            scan.to = minute.end(damaged.span);
            add_all(reader, scan, fold);
        };
        std::optional<std::int64_t> next = from;
        while (next) {
            const ReaderPool::Lease reader = readers_.acquire();
            const sqlite::Snapshot snapshot(reader->database);
            const auto instead = [&](const FoldCell& damaged, ServiceGraphBuilder& fold) {
                whole_minute(*reader, damaged, fold);
            };
            next = reader->folds.visit_minutes(*next, to, visit, instead, end_of_step());
        }
    }

    StoreTotals totals() override {
        const StoreState state = status_.get();
        const WriteQueue::Dropped dropped = queue_.dropped();
        return {.segments = static_cast<std::uint64_t>(state.documents),
                .traces = static_cast<std::uint64_t>(state.traces),
                .undigested = static_cast<std::uint64_t>(state.last_document - state.digested_to),
                .last_receipt = state.last_document,
                .dropped_queue_full = dropped.bytes,
                .dropped_backlog_full = dropped.undigested};
    }

    std::uint64_t changes() override { return status_.get().changes; }

    std::string trouble() override {
        std::string loss = hold_ ? hold_->loss() : std::string();
        return loss.empty() ? queue_.trouble() : loss;
    }

    Result<void> reset() override {
        const Result<std::size_t> done = queue_.run_and_wait(WriteQueue::Job::kReset);
        if (!done) return tl::unexpected<Error>(done.error());
        return {};
    }

    std::size_t apply_retention() override {
        // A trace is as old as its digest says.
        queue_.settle(kRetentionTimeout);
        return require(queue_.run_and_wait(WriteQueue::Job::kRetention));
    }

    void listen(ChangeListener listener) override { changes_.connect(std::move(listener)); }

    ControlStore& control() override { return control_; }

private:
    bool in_memory() const { return options_.path == kInMemory; }

    // Whether the holder of a database in memory should let others have it now. A file has room for all.
    std::function<bool()> end_of_step() {
        if (!in_memory()) return [] { return false; };
        return [this, until = std::chrono::steady_clock::now() + kScanStep] {
            return std::chrono::steady_clock::now() >= until && turn_.has_waiters();
        };
    }

    // In memory. Without a view, it begins with the first step.
    void scan_in_steps(TraceScan scan, std::optional<EarlierDigests::View>& view,
                       const std::function<bool(const TraceDigest&)>& visit) {
        for (;;) {
            const ReaderPool::Lease reader = readers_.acquire();
            if (!view) view.emplace(earlier_);
            ScanStep step{.view = &*view, .pause = end_of_step()};
            if (view->is_full()) step.pause = nullptr;
            const std::optional<ScanPosition> position = reader->digests.scan(scan, visit, step);
            if (!position) return;
            scan.after_time = position->time;
            scan.after_id = position->id;
        }
    }

    ReaderPool make_readers() {
        if (in_memory()) return {database_, turn_, damage_};
        return {sqlite_path(options_.path), *hold_, damage_};
    }

    StoreState load_state() {
        StoreStateTable table(database_);
        table.require_digest_basis(Digester::basis(options_.account_id));
        return table.load();
    }

    static void add_all(ReadConnection& reader, const TraceScan& scan, ServiceGraphBuilder& builder) {
        reader.digests.scan(scan, [&](const TraceDigest& digest) {
            builder.add(digest);
            return true;
        });
    }

    // fold_graph() without folds.
    static void fold_digests(ReadConnection& reader, const GraphRange& range, ServiceGraphBuilder& builder) {
        TraceScan begun;
        begun.from = range.begun_from;
        begun.to = range.begun_to;
        add_all(reader, begun, builder);
        TraceScan received;
        received.time = TraceTime::kUpdated;
        received.from = range.received_from;
        received.to = range.received_to;
        received.except_from = range.begun_from;
        received.except_to = range.begun_to;
        add_all(reader, received, builder);
    }

    static std::size_t require(const Result<std::size_t>& result) {
        if (!result) throw std::runtime_error(result.error().message);
        return *result;
    }

    // In the order of dependence: the writer's thread ends first, the hold on the file last.
    const StoreOptions options_;
    Counters& counters_;
    std::optional<sqlite::FileLock> hold_;
    // Held until the database is closed: a log that cannot be written back then must not take this room, too.
    sqlite::DiskReserve reserve_;
    sqlite::Database database_;
    FairMutex turn_;
    EarlierDigests earlier_;
    ControlStore control_;
    DamageReport damage_;
    ReaderPool readers_;
    StoreStatus status_;
    WriteQueue queue_;
    ChangeSignal changes_;
    TraceWriter writer_;
};

}  // namespace

Result<std::unique_ptr<TraceStore>> TraceStore::open(const StoreOptions& options, const Clock& clock,
                                                     Counters& counters, LogSink log) {
    try {
        std::optional<sqlite::FileLock> hold;
        if (options.path != kInMemory) {
            const auto newest = static_cast<std::int64_t>(schema_versions().size());
            Result<sqlite::FileLock> held = sqlite::lock_database_file(options.path, newest);
            if (!held) return tl::unexpected<Error>(std::move(held.error()));
            hold.emplace(*std::move(held));
        }
        Result<sqlite::Database> database = open_database(options.path, !hold || hold->is_new());
        if (!database) return tl::unexpected<Error>(std::move(database.error()));
        return std::make_unique<SqliteTraceStore>(options, clock, counters, std::move(log), std::move(hold),
                                                  *std::move(database));
    } catch (const std::system_error& error) {
        if (error.code() == std::errc::resource_unavailable_try_again) {
            return fail(ErrorCode::kInternal, "cannot start threads: " + error.code().message());
        }
        return tl::unexpected<Error>(sqlite::cannot_open(options.path, error.what()));
    } catch (const std::exception& error) {
        return tl::unexpected<Error>(sqlite::cannot_open(options.path, error.what()));
    }
}

}  // namespace xray::storage
