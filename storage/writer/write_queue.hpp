// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "storage/types.hpp"
#include "storage/writer/store_status.hpp"

namespace xray::storage {

// Where the threads that bring documents, and those that wait for digests, meet the one that writes. It
// decides what the writer does next.
//
// Threads: the methods of the first group may be called from any thread, those of the second by the writer
// alone.
class WriteQueue {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    enum class Job { kDocuments, kReset, kRetention, kMend };

    // A trace that somebody was told is stored: up to document `seq` every query has to show it.
    struct Acknowledged {
        TraceId trace_id;
        std::int64_t seq = 0;
    };

    // What the queue holds at most.
    struct Limits {
        // Documents that wait for the writer. Callers that wait get an eighth more, which datagrams cannot
        // take.
        std::size_t bytes = 64U << 20U;
        // Documents that are stored or queued, but not in their traces' digests yet; the same eighth more.
        // None: without limit.
        std::optional<std::int64_t> undigested = std::nullopt;
    };

    // Somebody who waits for an entry; lives on the stack of the waiting thread.
    struct Ticket {
        std::condition_variable changed;
        bool done = false;
        std::optional<Error> error;
        std::size_t deleted = 0;  // kRetention: traces
    };

    // The documents of one delivery, or a job in its place among them.
    struct Entry {
        Job job = Job::kDocuments;
        std::vector<IncomingDocument> documents;
        Micros received = 0;
        std::size_t bytes = 0;
        SteadyTime queued_at;
        Ticket* ticket = nullptr;
    };

    struct Turn {
        enum class Kind { kWrite, kDigest, kMaintain, kStop };
        Kind kind = Kind::kStop;
        // kWrite: deliveries to be committed together, or one job.
        std::vector<Entry> entries;
        bool hurry = false;  // kDigest: somebody waits in settle()
        // kDigest: how close the undigested documents have come to their limit, from 0 (not near) to 1.
        double pressure = 0;
        std::vector<Acknowledged> acknowledged;  // kDigest: the traces to be digested before all others
        std::uint64_t dropped = 0;               // documents dropped since the last turn
    };

    // Documents that try_push() did not take since the beginning, by the limit that kept them out.
    struct Dropped {
        std::uint64_t bytes = 0;
        std::uint64_t undigested = 0;
    };

    // `status` outlives it.
    WriteQueue(const Limits& limits, const Clock& clock, const StoreStatus& status);

    // Takes the documents that fit and returns how many; the rest is lost.
    [[nodiscard]] std::size_t try_push(std::vector<IncomingDocument> documents);

    // Waits for room, then until the documents are committed. Callers get room in the order of their calls.
    [[nodiscard]] Result<void> push_and_wait(std::vector<IncomingDocument> documents);

    // Queues a job and waits until it is done; the number of traces that it deleted, where it counts them.
    [[nodiscard]] Result<std::size_t> run_and_wait(Job job);

    // Queues a job that nobody waits for.
    void post(Job job);

    // Documents up to this seq were acknowledged, as far as anybody knows: settle() waits for their digests.
    void promise(std::int64_t seq);

    // TraceStore::settle().
    bool settle(std::chrono::milliseconds timeout = kSettleTimeout);

    // TraceStore::settle_within().
    bool settle_within(std::chrono::milliseconds timeout);

    [[nodiscard]] Dropped dropped() const;

    // Why the last transaction of documents or digests could not be written; empty if it was.
    [[nodiscard]] std::string trouble() const;

    // Ends the writer's work: it gets what is queued, then digests for at most `grace`, then kStop.
    void stop(std::chrono::milliseconds grace);

    // --- for the writer ---

    // Waits for something to do. `digest_at`: when the next digest can be worked out, if any document lacks
    // one.
    [[nodiscard]] Turn next_turn(SteadyTime digest_at, SteadyTime maintain_at);

    // Whether a digesting writer should come back at once: somebody waits, or a whole batch has gathered.
    // Documents that nobody waits for may gather until the turn ends; short turns would write the same pages
    // of the database over and over.
    [[nodiscard]] bool wants_writer() const;

    // The entries of the last kWrite turn could not be done, for a cause that may go away. Documents that
    // nobody waits for go back to the head of the queue while it has room, and so does what somebody has not
    // waited for longer than `timeout`; the writer takes them again at `again`. Returns the others.
    [[nodiscard]] std::vector<Entry> put_back(std::vector<Entry> entries, std::chrono::milliseconds timeout,
                                              SteadyTime again, std::string_view reason);

    // The entries of the last kWrite turn are done: committed, and the status published, or with an error not
    // at all.
    void finish(const std::vector<Entry>& entries, const std::optional<Error>& error, std::size_t deleted);

    // Traces that callers will be told are stored: to be digested first. To be called before finish().
    void acknowledge(const std::vector<Acknowledged>& traces);

    // The last kDigest turn is done, and the status published; `idle`: it left nothing that may be digested
    // by now. `acknowledged`: how many of Turn::acknowledged it has digested.
    void finish_digest(bool idle, std::size_t acknowledged = 0);
    void fail_digest(std::string_view reason);

private:
    void push(Entry entry);
    void count_in(const Entry& entry);
    bool has_room(const Entry& entry) const;
    std::int64_t undigested() const;
    double pressure() const;
    void drop_acknowledged(std::size_t digested);
    bool settle_until(SteadyTime deadline, bool all_acknowledged);
    bool write_is_due(SteadyTime now) const;
    bool digest_is_due(SteadyTime digest_at, SteadyTime now) const;
    SteadyTime next_deadline(SteadyTime digest_at, SteadyTime maintain_at) const;
    std::vector<Entry> take_batch();
    Turn take_digest_turn(SteadyTime now);

    const Limits limits_;
    const Clock& clock_;
    const StoreStatus& status_;

    mutable std::mutex mutex_;  // guards everything below
    std::condition_variable work_;
    std::condition_variable room_;
    std::condition_variable settled_;

    std::deque<Entry> entries_;
    std::size_t queued_bytes_ = 0;
    std::size_t callers_bytes_ = 0;  // those of entries with a ticket
    std::int64_t queued_documents_ = 0;
    std::uint64_t callers_next_ = 0;     // place in the line of callers that wait for room
    std::uint64_t callers_serving_ = 0;  // the first place whose caller has no room yet
    std::size_t urgent_ = 0;             // entries with a ticket
    std::uint64_t pushed_ = 0;           // entries ever queued
    std::uint64_t finished_ = 0;         // entries ever finished; they finish in order
    std::uint64_t dropped_ = 0;          // documents, since the last turn
    Dropped dropped_ever_;
    std::optional<SteadyTime> stop_at_;

    // In the order of their acknowledgement; the numbers count all there ever were.
    std::deque<Acknowledged> acknowledged_;
    std::uint64_t acknowledged_pushed_ = 0;
    std::uint64_t acknowledged_done_ = 0;
    std::size_t settlers_ = 0;
    bool wrote_last_ = false;
    // Digest turns are numbered. A turn sees every document committed, and the clock, as of its start or
    // later.
    std::uint64_t digests_started_ = 0;
    SteadyTime next_digest_{};  // not earlier, unless somebody waits
    bool under_load_ = false;   // the last transaction was a large one
    SteadyTime batch_taken_{};  // when it was begun
    // Somebody waits for the end of this turn, or of a later one.
    std::uint64_t digest_wanted_ = 0;
    std::uint64_t digest_idle_ = 0;  // the last turn that left nothing to be done
    std::int64_t promised_to_ = 0;   // promise()
    std::uint64_t digest_failures_ = 0;
    std::string digest_failure_;  // of the last digest turn
    std::string write_failure_;   // of the last kWrite turn, where its entries were put back
    SteadyTime write_after_{};    // no kWrite turn before
};

}  // namespace xray::storage
