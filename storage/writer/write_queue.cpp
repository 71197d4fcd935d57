// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/write_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace xray::storage {
namespace {

// How long documents that nobody waits for may gather for a common transaction.
constexpr std::chrono::milliseconds kLinger{5};

// From the start of one digest turn to the next, unless somebody waits for digests: clients that put one
// document at a time would otherwise pay for a transaction of digests after each of them.
constexpr std::chrono::milliseconds kBetweenDigests{10};

// The same while a lot flows in, most of a transaction at once: taking documents comes first then, and a
// fifth of the writer's time still works on traces, so that a long run does not leave all of that to its
// first reader. Once nothing has come for as long, the flood is over.
constexpr std::chrono::milliseconds kBetweenDigestsUnderLoad{50};
constexpr std::size_t kLoadBytes = 256U << 10U;

// One transaction takes no more than this: it is what a waiting reader or caller may have to sit through.
constexpr std::size_t kBatchBytes = 4U << 20U;
constexpr std::size_t kBatchDocuments = 4000;

// Callers may have this part of each limit on top of it.
constexpr int kCallersPart = 8;

// Acknowledged traces that wait for their digests, at most, before callers wait: every reader waits for them,
// however long it takes.
constexpr std::size_t kMaxAcknowledged = 32'000;

// A digest turn is given so many of them at most.
constexpr std::size_t kAcknowledgedAtOnce = 256;

// From this part of their limit on, undigested documents press.
constexpr double kPressesFrom = 0.8;

std::size_t size_of(const IncomingDocument& document) {
    return sizeof(IncomingDocument) + document.text.size();
}

}  // namespace

WriteQueue::WriteQueue(const Limits& limits, const Clock& clock, const StoreStatus& status)
    : limits_(limits), clock_(clock), status_(status) {}

void WriteQueue::push(Entry entry) {
    // Read under the lock: times of receipt ascend in the queue, but for a clock that is set back.
    entry.received = clock_.now();
    entry.queued_at = std::chrono::steady_clock::now();
    count_in(entry);
    ++pushed_;
    // A writer that lingers has a deadline already; only the first entry or an urgent one changes what it
    // waits for.
    const bool wakes = entries_.empty() || entry.ticket != nullptr || queued_bytes_ >= kBatchBytes;
    entries_.push_back(std::move(entry));
    if (wakes) work_.notify_one();
}

void WriteQueue::count_in(const Entry& entry) {
    queued_bytes_ += entry.bytes;
    queued_documents_ += static_cast<std::int64_t>(entry.documents.size());
    if (entry.ticket == nullptr) return;
    ++urgent_;
    callers_bytes_ += entry.bytes;
}

std::int64_t WriteQueue::undigested() const {
    const StoreState state = status_.get();
    return state.last_document - state.digested_to;
}

WriteQueue::Dropped WriteQueue::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_ever_;
}

std::size_t WriteQueue::try_push(std::vector<IncomingDocument> documents) {
    const std::lock_guard lock(mutex_);
    Entry entry;
    std::size_t room = documents.size();
    // Where digests fail, holding documents back would not help them.
    if (limits_.undigested && digest_failure_.empty()) {
        const std::int64_t left = *limits_.undigested - undigested() - queued_documents_;
        room = std::min(room, static_cast<std::size_t>(std::max<std::int64_t>(left, 0)));
    }
    std::size_t taken = 0;
    while (taken < room) {
        const std::size_t size = size_of(documents[taken]);
        if (queued_bytes_ + entry.bytes + size > limits_.bytes) break;
        entry.bytes += size;
        ++taken;
    }
    const std::size_t dropped = documents.size() - taken;
    dropped_ += dropped;
    (taken == room ? dropped_ever_.undigested : dropped_ever_.bytes) += dropped;
    if (taken == 0) return 0;
    documents.resize(taken);
    entry.documents = std::move(documents);
    push(std::move(entry));
    return taken;
}

bool WriteQueue::has_room(const Entry& entry) const {
    // A delivery that is too large by itself goes in when no other caller's is there.
    const bool fits = queued_bytes_ + entry.bytes <= limits_.bytes || callers_bytes_ == 0 ||
                      callers_bytes_ + entry.bytes <= limits_.bytes / kCallersPart;
    if (!fits || !digest_failure_.empty() || !limits_.undigested) return fits;
    return acknowledged_.size() < kMaxAcknowledged &&
           undigested() + queued_documents_ < *limits_.undigested + *limits_.undigested / kCallersPart;
}

Result<void> WriteQueue::push_and_wait(std::vector<IncomingDocument> documents) {
    if (documents.empty()) return {};
    Ticket ticket;
    Entry entry;
    for (const IncomingDocument& document : documents) entry.bytes += size_of(document);
    entry.documents = std::move(documents);
    entry.ticket = &ticket;

    std::unique_lock lock(mutex_);
    const std::uint64_t place = callers_next_++;
    room_.wait(lock, [&] { return place == callers_serving_ && has_room(entry); });
    ++callers_serving_;
    push(std::move(entry));
    room_.notify_all();
    ticket.changed.wait(lock, [&] { return ticket.done; });
    if (ticket.error) return tl::unexpected<Error>(*std::move(ticket.error));
    return {};
}

Result<std::size_t> WriteQueue::run_and_wait(Job job) {
    Ticket ticket;
    Entry entry;
    entry.job = job;
    entry.ticket = &ticket;
    std::unique_lock lock(mutex_);
    push(std::move(entry));
    ticket.changed.wait(lock, [&] { return ticket.done; });
    if (ticket.error) return tl::unexpected<Error>(*std::move(ticket.error));
    return ticket.deleted;
}

void WriteQueue::post(Job job) {
    Entry entry;
    entry.job = job;
    const std::lock_guard lock(mutex_);
    push(std::move(entry));
}

void WriteQueue::promise(std::int64_t seq) {
    const std::lock_guard lock(mutex_);
    promised_to_ = seq;
}

bool WriteQueue::settle(std::chrono::milliseconds timeout) {
    return settle_until(std::chrono::steady_clock::now() + timeout, true);
}

bool WriteQueue::settle_within(std::chrono::milliseconds timeout) {
    return settle_until(std::chrono::steady_clock::now() + timeout, false);
}

bool WriteQueue::settle_until(SteadyTime deadline, bool all_acknowledged) {
    std::unique_lock lock(mutex_);
    const std::uint64_t target = pushed_;
    if (finished_ == target && !status_.get().has_undigested()) return true;
    const std::uint64_t acknowledged = acknowledged_pushed_;
    const std::uint64_t failures = digest_failures_;

    ++settlers_;
    work_.notify_one();
    settled_.wait_until(lock, deadline, [&] { return finished_ >= target || !write_failure_.empty(); });

    const bool committed = finished_ >= target;
    const std::int64_t last_document = status_.get().last_document;
    const std::uint64_t turn = digests_started_ + 1;
    digest_wanted_ = turn;
    work_.notify_one();
    const auto failed = [&] { return digest_failures_ != failures; };
    const auto digested = [&] { return status_.get().digested_to >= last_document || digest_idle_ >= turn; };
    settled_.wait_until(lock, deadline, [&] { return digested() || failed(); });
    const auto promised = [&] {
        return (acknowledged_done_ >= acknowledged && status_.get().digested_to >= promised_to_) ||
               digested();
    };
    if (all_acknowledged) settled_.wait(lock, [&] { return promised() || failed(); });
    --settlers_;
    return committed && digested();
}

std::string WriteQueue::trouble() const {
    const std::lock_guard lock(mutex_);
    return write_failure_.empty() ? digest_failure_ : write_failure_;
}

void WriteQueue::stop(std::chrono::milliseconds grace) {
    const std::lock_guard lock(mutex_);
    stop_at_ = std::chrono::steady_clock::now() + grace;
    work_.notify_one();
}

bool WriteQueue::write_is_due(SteadyTime now) const {
    if (entries_.empty()) return false;
    if (now < write_after_ && !stop_at_) return false;
    return urgent_ > 0 || settlers_ > 0 || queued_bytes_ >= kBatchBytes || stop_at_ ||
           now >= entries_.front().queued_at + kLinger;
}

bool WriteQueue::digest_is_due(SteadyTime digest_at, SteadyTime now) const {
    if (!status_.get().has_undigested()) return false;
    // Whoever waits in settle() has the clock looked at again: a test's clock jumps.
    if (!stop_at_ && digest_idle_ < digest_wanted_) return true;
    if (stop_at_) return digest_at <= now && now < *stop_at_;
    return digest_at <= now && (next_digest_ <= now || pressure() > 0);
}

WriteQueue::SteadyTime WriteQueue::next_deadline(SteadyTime digest_at, SteadyTime maintain_at) const {
    SteadyTime deadline = maintain_at;
    if (status_.get().has_undigested()) deadline = std::min(deadline, std::max(digest_at, next_digest_));
    if (!entries_.empty()) {
        deadline = std::min(deadline, std::max(entries_.front().queued_at + kLinger, write_after_));
    }
    return deadline;
}

WriteQueue::Turn WriteQueue::next_turn(SteadyTime digest_at, SteadyTime maintain_at) {
    std::unique_lock lock(mutex_);
    Turn turn;
    for (;;) {
        const SteadyTime now = std::chrono::steady_clock::now();
        const bool digest_due = digest_is_due(digest_at, now);
        const bool digest_first = digest_due && wrote_last_ && (settlers_ > 0 || pressure() > 0);
        if (write_is_due(now) && !digest_first) {
            turn.kind = Turn::Kind::kWrite;
            turn.entries = take_batch();
            wrote_last_ = true;
            break;
        }
        if (digest_due) {
            turn = take_digest_turn(now);
            break;
        }
        if (stop_at_) break;
        if (now >= maintain_at) {
            turn.kind = Turn::Kind::kMaintain;
            break;
        }
        work_.wait_until(lock, next_deadline(digest_at, maintain_at));
    }
    turn.dropped = std::exchange(dropped_, 0);
    return turn;
}

WriteQueue::Turn WriteQueue::take_digest_turn(SteadyTime now) {
    Turn turn;
    turn.kind = Turn::Kind::kDigest;
    turn.hurry = settlers_ > 0;
    turn.pressure = pressure();
    // Out of their turn only where somebody waits for them, or they are too many: a large trace that grows by
    // one call after another would be worked out after each.
    const bool wanted = turn.hurry || turn.pressure > 0 || digest_idle_ < digest_wanted_;
    const std::size_t some = wanted ? std::min(acknowledged_.size(), kAcknowledgedAtOnce) : 0;
    turn.acknowledged.assign(acknowledged_.begin(),
                             acknowledged_.begin() + static_cast<std::ptrdiff_t>(some));
    ++digests_started_;
    const bool flows = under_load_ && now < batch_taken_ + kBetweenDigestsUnderLoad;
    next_digest_ = now + (flows ? kBetweenDigestsUnderLoad : kBetweenDigests);
    wrote_last_ = false;
    return turn;
}

double WriteQueue::pressure() const {
    if (!limits_.undigested) return 0;
    const double part =
        std::max(static_cast<double>(undigested()) / static_cast<double>(*limits_.undigested),
                 static_cast<double>(acknowledged_.size()) / static_cast<double>(kMaxAcknowledged));
    return std::clamp((part - kPressesFrom) / (1 - kPressesFrom), 0.0, 1.0);
}

std::vector<WriteQueue::Entry> WriteQueue::take_batch() {
    std::vector<Entry> batch;
    std::size_t bytes = 0;
    std::size_t documents = 0;
    while (!entries_.empty() && bytes < kBatchBytes && documents < kBatchDocuments) {
        Entry& entry = entries_.front();
        const bool alone = entry.job != Job::kDocuments;
        if (alone && !batch.empty()) break;
        bytes += entry.bytes;
        documents += entry.documents.size();
        if (entry.ticket != nullptr) {
            --urgent_;
            callers_bytes_ -= entry.bytes;
        }
        batch.push_back(std::move(entry));
        entries_.pop_front();
        if (alone) break;
    }
    queued_bytes_ -= bytes;
    queued_documents_ -= static_cast<std::int64_t>(documents);
    under_load_ = bytes >= kLoadBytes;
    batch_taken_ = std::chrono::steady_clock::now();
    room_.notify_all();
    return batch;
}

bool WriteQueue::wants_writer() const {
    const std::lock_guard lock(mutex_);
    if (std::chrono::steady_clock::now() < write_after_ && !stop_at_) return false;
    return !entries_.empty() && (urgent_ > 0 || settlers_ > 0 || queued_bytes_ >= kBatchBytes || stop_at_);
}

std::vector<WriteQueue::Entry> WriteQueue::put_back(std::vector<Entry> entries,
                                                    std::chrono::milliseconds timeout, SteadyTime again,
                                                    std::string_view reason) {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = std::chrono::steady_clock::now();
    // What it would forget must not stand before a reset, which may be what makes room.
    const bool reset_waits = std::any_of(entries_.begin(), entries_.end(),
                                         [](const Entry& entry) { return entry.job == Job::kReset; });
    const auto may_wait = [&](const Entry& entry) {
        if (stop_at_) return false;
        if (entry.ticket != nullptr) return now < entry.queued_at + timeout;
        return entry.job == Job::kDocuments && !reset_waits && queued_bytes_ + entry.bytes <= limits_.bytes;
    };
    const auto given_up = std::stable_partition(entries.begin(), entries.end(), [&](const Entry& entry) {
        if (!may_wait(entry)) return false;
        count_in(entry);
        return true;
    });
    std::vector<Entry> others(std::make_move_iterator(given_up), std::make_move_iterator(entries.end()));
    entries_.insert(entries_.begin(), std::make_move_iterator(entries.begin()),
                    std::make_move_iterator(given_up));
    write_after_ = again;
    write_failure_ = reason;
    settled_.notify_all();
    return others;
}

void WriteQueue::finish(const std::vector<Entry>& entries, const std::optional<Error>& error,
                        std::size_t deleted) {
    const std::lock_guard lock(mutex_);
    drop_acknowledged(0);
    finished_ += entries.size();
    if (!error && !entries.empty()) write_failure_.clear();
    for (const Entry& entry : entries) {
        if (entry.ticket == nullptr) continue;
        entry.ticket->error = error;
        entry.ticket->deleted = deleted;
        entry.ticket->done = true;
        // Under the lock: the ticket is gone as soon as its owner sees `done`.
        entry.ticket->changed.notify_one();
    }
    settled_.notify_all();
    room_.notify_all();
}

void WriteQueue::acknowledge(const std::vector<Acknowledged>& traces) {
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(acknowledged_.end(), traces.begin(), traces.end());
    acknowledged_pushed_ += traces.size();
}

void WriteQueue::finish_digest(bool idle, std::size_t acknowledged) {
    const std::lock_guard lock(mutex_);
    digest_failure_.clear();
    drop_acknowledged(acknowledged);
    // Those that are left may be of traces that are put off.
    if (idle && acknowledged_.empty()) digest_idle_ = digests_started_;
    settled_.notify_all();
    room_.notify_all();
}

void WriteQueue::drop_acknowledged(std::size_t digested) {
    // Where every document is digested or deleted, all of them are.
    if (!status_.get().has_undigested()) digested = acknowledged_.size();
    acknowledged_.erase(acknowledged_.begin(), acknowledged_.begin() + static_cast<std::ptrdiff_t>(digested));
    acknowledged_done_ += digested;
}

void WriteQueue::fail_digest(std::string_view reason) {
    const std::lock_guard lock(mutex_);
    digest_failure_ = reason;
    ++digest_failures_;
    room_.notify_all();
    digest_wanted_ = 0;  // all who waited are told now
    settled_.notify_all();
}

}  // namespace xray::storage
