// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/trace_writer.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <string>
#include <utility>

#include "storage/sqlite/failure_text.hpp"

namespace xray::storage {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::minutes kBetweenRetentions{1};
constexpr std::chrono::seconds kAfterDigestFailure{1};

// Another process that holds a lock: how soon to try again, and how long somebody waits for it.
constexpr std::chrono::milliseconds kAfterLock{20};
constexpr std::chrono::seconds kLockTimeout{5};

// A full disk: how soon to try again.
constexpr std::chrono::milliseconds kAfterFullDisk{200};

// The length of a transaction of digests. When somebody waits for its end to be followed by another kind of
// turn, it is as long as the last transaction of documents, within bounds: readers in settle() and those who
// bring documents have the same part of the writer's time. Where undigested documents press, digests get up
// to four times as much as documents. While nobody but readers in settle() waits, it goes on for longer: each
// commit writes the pages anew that the next will change again.
constexpr std::chrono::milliseconds kDigestTime{10};
constexpr std::chrono::milliseconds kUndisturbedTime{50};
constexpr std::chrono::milliseconds kShortestSharedTime{5};
constexpr std::chrono::milliseconds kLongestSharedTime{50};
constexpr double kMostUnderPressure = 4;
constexpr std::size_t kDigestTraces = 2000;

// Damaged traces that are worked out again in one transaction.
constexpr std::size_t kRepairedAtOnce = 50;

// Callers with documents let a digest turn go on for this long: a transaction for a trace or two does not
// pay.
constexpr std::chrono::milliseconds kLeastDigestTime{2};

// The writer need not wake more often for documents that a delay still hides, nor sleep longer.
constexpr Micros kShortestSleep = 1'000;
constexpr Micros kLongestSleep = 3600 * kMicrosPerSecond;

std::size_t count_documents(const std::vector<WriteQueue::Entry>& entries) {
    std::size_t count = 0;
    for (const WriteQueue::Entry& entry : entries) count += entry.documents.size();
    return count;
}

// In memory a document costs less time to copy than to compress.
DocumentWriter::Packing packing_of(const StoreOptions& options) {
    return options.path == ":memory:" ? DocumentWriter::Packing::kNone : DocumentWriter::Packing::kCompressed;
}

}  // namespace

TraceWriter::TraceWriter(const Dependencies& dependencies)
    : deps_(dependencies),
      state_table_(deps_.database),
      documents_(deps_.database, packing_of(deps_.options)),
      digester_(deps_.database, deps_.options.account_id, deps_.counters, deps_.log, &deps_.earlier,
                steady_clock::now, &deps_.damage),
      retention_(deps_.database, &deps_.earlier),
      losses_(deps_.log),
      digest_at_(steady_clock::now()),
      maintain_at_(steady_clock::now() + kBetweenRetentions),
      thread_([this] { run(); }) {}

void TraceWriter::run() {
    for (;;) {
        WriteQueue::Turn turn = deps_.queue.next_turn(digest_at_, maintain_at_);
        if (turn.dropped > 0) losses_.note(turn.dropped, "the queue was full", steady_clock::now());
        switch (turn.kind) {
            case WriteQueue::Turn::Kind::kWrite:
                write(std::move(turn.entries));
                break;
            case WriteQueue::Turn::Kind::kDigest:
                digest(turn);
                break;
            case WriteQueue::Turn::Kind::kMaintain:
                maintain();
                break;
            case WriteQueue::Turn::Kind::kStop:
                return;
        }
    }
}

std::size_t TraceWriter::do_job(const std::vector<WriteQueue::Entry>& entries) {
    switch (entries.front().job) {
        case WriteQueue::Job::kDocuments:
            store(entries);
            break;
        case WriteQueue::Job::kReset:
            reset();
            break;
        case WriteQueue::Job::kRetention:
            return delete_old();
        case WriteQueue::Job::kMend:
            repair();
            break;
    }
    return 0;
}

TraceWriter::Attempt TraceWriter::attempt(const std::vector<WriteQueue::Entry>& entries) {
    Attempt result;
    const auto failed = [&result](const std::exception& failure) {
        // The log has SQLite's own text; whoever sent the documents is told its kind.
        result.reason = std::string("the database failed: ") + failure.what();
        result.error = Error{ErrorCode::kInternal, plain_reason(failure), {}};
    };
    for (int attempt = 0; attempt < 2 && !result.lock; ++attempt) {
        try {
            result.deleted = do_job(entries);
            result.error.reset();
            return result;
        } catch (const sqlite::SqliteError& failure) {
            failed(failure);
            result.lock = failure.is_lock();
            result.disk_full = failure.is_disk_full();
            note_full_disk(failure);
        } catch (const std::exception& failure) {
            failed(failure);
        }
    }
    return result;
}

void TraceWriter::write(std::vector<WriteQueue::Entry> entries) {
    const Attempt result = attempt(entries);
    if (result.error) {
        if (result.lock) {
            entries = deps_.queue.put_back(std::move(entries), kLockTimeout, steady_clock::now() + kAfterLock,
                                           result.reason);
        } else if (result.disk_full) {
            entries = deps_.queue.put_back(std::move(entries), {}, steady_clock::now() + kAfterFullDisk,
                                           result.reason);
        }
        const std::size_t lost = count_documents(entries);
        deps_.counters.documents_dropped += lost;
        losses_.note(lost, result.reason, steady_clock::now());
    }
    deps_.queue.finish(entries, result.error, result.deleted);
}

void TraceWriter::store(const std::vector<WriteQueue::Entry>& entries) {
    const auto started = steady_clock::now();
    const std::lock_guard turn(deps_.turn);
    const StoreState before = deps_.status.get();
    StoreState next = before;
    Tally tally;
    acknowledged_.clear();
    sqlite::Transaction transaction(deps_.database);
    documents_.begin();
    for (const WriteQueue::Entry& entry : entries) store_delivery(entry, next, tally);
    // A new row is found again by its number; a replaced one is not (StoreStateTable).
    const auto rows = static_cast<std::uint64_t>(next.documents - before.documents);
    if (rows != tally.stored) state_table_.save(next);
    transaction.commit();
    deps_.status.publish(next);
    last_write_ = steady_clock::now() - started;
    // Other traces do not wait for those that are put off.
    if (digester_.deferred_until()) digest_at_ = std::min(digest_at_, started);
    deps_.queue.acknowledge(acknowledged_);
    deps_.counters.documents_stored += tally.stored;
    deps_.counters.documents_duplicate += tally.repeated;
}

void TraceWriter::store_delivery(const WriteQueue::Entry& entry, StoreState& next, Tally& tally) {
    ++next.last_delivery;
    for (const IncomingDocument& document : entry.documents) {
        const DocumentWriter::Outcome outcome =
            documents_.add(document, next.last_document + 1, next.last_delivery, entry.received);
        acknowledge(entry, document.trace_id, next.last_document + 1);
        if (outcome == DocumentWriter::Outcome::kRepeated) {
            ++tally.repeated;
            continue;
        }
        ++tally.stored;
        ++next.last_document;
        if (outcome == DocumentWriter::Outcome::kStored) ++next.documents;
    }
}

// Of a repeat, too: what it repeats may not be digested yet. A delay holds everything back alike.
void TraceWriter::acknowledge(const WriteQueue::Entry& entry, const TraceId& trace_id, std::int64_t seq) {
    if (entry.ticket == nullptr || deps_.options.indexing_delay > 0) return;
    if (!acknowledged_.empty() && acknowledged_.back().trace_id == trace_id) {
        acknowledged_.back().seq = seq;
    } else {
        acknowledged_.push_back({trace_id, seq});
    }
}

void TraceWriter::note_full_disk(const std::exception& failure) {
    const auto* const error = dynamic_cast<const sqlite::SqliteError*>(&failure);
    if (error != nullptr && error->is_disk_full()) disk_was_full_ = true;
}

void TraceWriter::reset() {
    if (!disk_was_full_) {
        try {
            delete_all();
            return;
        } catch (const sqlite::SqliteError& failure) {
            if (!failure.is_disk_full()) throw;
            note_full_disk(failure);
        }
    }
    // Deleting writes to the log before it frees anything.
    const sqlite::DiskReserve::Lending room(deps_.reserve);
    delete_all();
    shrink_file();
}

// Free pages stay in the file, and old copies of them in its log, which a checkpoint would write to the file:
// only a file that is packed anew before is small in both.
void TraceWriter::shrink_file() {
    try {
        const std::lock_guard turn(deps_.turn);
        deps_.database.execute("PRAGMA temp_store = MEMORY; VACUUM");
        disk_was_full_ = false;
        log_to_empty_ = true;
    } catch (const sqlite::SqliteError& error) {
        deps_.log(std::string("the database file cannot be shrunk: ") + error.what());
    }
    empty_log();
}

// A reader that still sees the traces keeps the log as it is; the next turn of maintenance comes back for it.
void TraceWriter::empty_log() {
    if (!log_to_empty_) return;
    try {
        const std::lock_guard turn(deps_.turn);
        log_to_empty_ = deps_.database.query_integer("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
    } catch (const sqlite::SqliteError& error) {
        log_to_empty_ = false;
        deps_.log(std::string("the database's log cannot be emptied: ") + error.what());
    }
    if (log_to_empty_) maintain_at_ = after_maintenance();
}

// One transaction of `work`, which says whether it has changed any trace; if not, nothing is committed.
bool TraceWriter::change(const std::function<bool(StoreState& next)>& work) {
    StoreState next = deps_.status.get();
    sqlite::Transaction transaction(deps_.database);
    if (!work(next)) return false;
    ++next.changes;
    state_table_.save(next);
    transaction.commit();
    deps_.status.publish(next);
    return true;
}

void TraceWriter::delete_all() {
    const std::lock_guard turn(deps_.turn);
    change([&](StoreState& next) {
        retention_.delete_all(next);
        return true;
    });
}

Retention::Slice TraceWriter::delete_slice(const Retention::Position& position) {
    const std::lock_guard turn(deps_.turn);
    const Retention::Age age{.now = deps_.clock.now(), .retention = deps_.options.retention};
    Retention::Slice slice;
    change([&](StoreState& next) {
        slice = retention_.delete_slice(age, position, next);
        return slice.deleted > 0;
    });
    return slice;
}

void TraceWriter::bring_back_future() {
    for (bool more = true; more;) {
        const std::lock_guard turn(deps_.turn);
        sqlite::Transaction transaction(deps_.database);
        more = retention_.bring_back_slice({.now = deps_.clock.now(), .retention = deps_.options.retention});
        transaction.commit();
    }
}

std::size_t TraceWriter::delete_old() {
    bring_back_future();
    std::size_t deleted = 0;
    std::optional<Retention::Position> position = Retention::Position{};
    while (position) {
        const Retention::Slice slice = delete_slice(*position);
        deleted += slice.deleted;
        position = slice.next;
    }
    return deleted;
}

WriteQueue::SteadyTime TraceWriter::after_maintenance() const {
    if (log_to_empty_) return steady_clock::now() + kAfterFullDisk;
    return steady_clock::now() + kBetweenRetentions;
}

void TraceWriter::maintain() {
    empty_log();
    deps_.reserve.hold();
    try {
        bring_back_future();
        const Retention::Slice slice = delete_slice(maintain_from_);
        maintain_from_ = slice.next.value_or(Retention::Position{});
        // The next slice comes when nobody needs the writer.
        maintain_at_ = slice.next ? steady_clock::now() : after_maintenance();
    } catch (const std::exception& error) {
        deps_.log(std::string("old traces cannot be deleted: ") + error.what());
        maintain_from_ = {};
        maintain_at_ = after_maintenance();
    }
}

void TraceWriter::repair() {
    DamageReport::Found damage = deps_.damage.take();
    report_unreadable(damage.documents.size());
    if (damage.traces.empty() && damage.folds.empty()) return;
    deps_.log("the database holds " + std::to_string(damage.traces.size()) + " damaged traces and " +
              std::to_string(damage.folds.size()) +
              " damaged graph folds; they are rebuilt from the documents");
    while (!damage.traces.empty() || !damage.folds.empty()) {
        DamageReport::Found slice;
        slice.folds = std::exchange(damage.folds, {});
        const std::size_t count = std::min(damage.traces.size(), kRepairedAtOnce);
        const auto first = damage.traces.end() - static_cast<std::ptrdiff_t>(count);
        slice.traces.assign(first, damage.traces.end());
        damage.traces.erase(first, damage.traces.end());
        repair_slice(slice);
    }
}

// Nothing else knows what they said.
void TraceWriter::report_unreadable(std::size_t documents) {
    if (documents == 0) return;
    deps_.counters.failures += documents;
    deps_.log(
        std::to_string(documents) +
        " documents cannot be read: their compressed bytes in the database are damaged, or the dictionary "
        "that they were compressed with is; their traces are shown without them");
}

void TraceWriter::repair_slice(const DamageReport::Found& damage) {
    const std::lock_guard turn(deps_.turn);
    change([&](StoreState& next) {
        digester_.repair(damage, next);
        return true;
    });
    deps_.changes.tell(digester_.changed());
}

DigestBudget TraceWriter::budget_of(const WriteQueue::Turn& turn) {
    const auto started = steady_clock::now();
    if (!turn.hurry && turn.pressure == 0) {
        return {.until = started + kDigestTime,
                .traces = kDigestTraces,
                .steps = deps_.options.digest_steps,
                .interrupted = [this, started] {
                    return steady_clock::now() - started >= kLeastDigestTime && deps_.queue.wants_writer();
                }};
    }
    const steady_clock::duration same =
        std::clamp<steady_clock::duration>(last_write_, kShortestSharedTime, kLongestSharedTime);
    const double part = 1 + turn.pressure * (kMostUnderPressure - 1);
    const auto length = std::chrono::duration_cast<steady_clock::duration>(same * part);
    return {.until = started + std::max<steady_clock::duration>(length, kUndisturbedTime),
            .traces = kDigestTraces,
            .steps = deps_.options.digest_steps,
            .interrupted =
                [this, ends = started + length] {
                    return steady_clock::now() >= ends &&
                           (deps_.queue.wants_writer() || deps_.turn.has_waiters());
                },
            .hurry = true,
            // Documents that press are those that have waited longest.
            .newest_first = turn.pressure == 0};
}

// Nothing of it is in the database.
void TraceWriter::note_reached(std::int64_t seq) {
    StoreState state = deps_.status.get();
    state.reached = seq;
    deps_.status.publish(state);
}

// Returns when the first document that the delay hides was received.
std::optional<Micros> TraceWriter::digest_within(const DigestBudget& budget, const HeldBack& held_back,
                                                 const std::vector<WriteQueue::Acknowledged>& first) {
    const std::lock_guard turn(deps_.turn);
    std::optional<Micros> hidden_since;
    std::int64_t reached = 0;
    const bool changed = change([&](StoreState& next) {
        const std::int64_t digested_to = next.digested_to;
        hidden_since = digester_.run(next, held_back, budget, first);
        reached = next.reached;
        return next.digested_to != digested_to || !digester_.changed().empty();
    });
    if (changed) deps_.changes.tell(digester_.changed());
    note_reached(reached);
    return hidden_since;
}

void TraceWriter::digest(const WriteQueue::Turn& turn) {
    const auto started = steady_clock::now();
    const DigestBudget budget = budget_of(turn);
    const Micros delay = deps_.options.indexing_delay;
    try {
        HeldBack held_back;
        if (delay > 0) held_back.until = deps_.clock.now();
        if (delay > 0) held_back.after = held_back.until - delay;
        const std::optional<Micros> hidden_since = digest_within(budget, held_back, turn.acknowledged);
        const bool all_reached = !deps_.status.get().has_unreached();
        digest_at_ = started;
        if (all_reached) digest_at_ = digester_.deferred_until().value_or(started);
        if (hidden_since) {
            const Micros sleep = std::clamp(*hidden_since - held_back.after, kShortestSleep, kLongestSleep);
            digest_at_ = started + std::chrono::microseconds(sleep);
        }
        deps_.queue.finish_digest(hidden_since || all_reached, digester_.done_of_first());
    } catch (const std::exception& error) {
        note_full_disk(error);
        digester_.forget_deferred();
        note_reached(deps_.status.get().digested_to);
        digest_at_ = steady_clock::now() + kAfterDigestFailure;
        losses_.note(0, std::string("traces cannot be summarised: ") + error.what(), steady_clock::now());
        deps_.queue.fail_digest(error.what());
    }
}

}  // namespace xray::storage
