// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/counters.hpp"
#include "core/base/limits.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/document_table.hpp"
#include "storage/traces/earlier_digests.hpp"
#include "storage/traces/store_state.hpp"
#include "storage/traces/trace_table.hpp"
#include "storage/types.hpp"
#include "storage/writer/digest_job.hpp"
#include "storage/writer/digest_pipeline.hpp"
#include "storage/writer/failure_log.hpp"
#include "storage/writer/write_queue.hpp"

namespace xray::storage {

// When a run of the digester ends although there is more to do.
struct DigestBudget {
    std::chrono::steady_clock::time_point until;  // looked at after each trace
    std::size_t traces = 200;
    std::uint64_t steps = kMaxDigestSteps;  // of one trace (core/base/step_budget.hpp)
    std::function<bool()> interrupted;      // asked after each trace
    bool hurry = false;                     // somebody waits: traces are put off for less long
    bool newest_first = false;              // where there is too much for a reader to wait for all of it
};

// Which documents a delay of indexing keeps out of digests, by the time of their receipt: those of
// (after, until], the last stretch of the clock's time. A document from beyond `until` came before the clock
// was set back: how long ago cannot be told, and it must not hold up what came after it.
struct HeldBack {
    Micros after = kMaxTime;
    Micros until = kMaxTime;

    [[nodiscard]] bool anything() const { return after != kMaxTime; }
    [[nodiscard]] bool has(Micros received) const { return received > after && received <= until; }
};

// Works out the digests of traces whose documents have arrived since. It goes through the documents in the
// order of their receipt and reads what is to be done from the table itself: after a crash it goes on where
// it was.
//
// A trace of thousands of documents that goes on growing is not worked out at each change: it is put off
// until some times as long has passed as working it out took, unless it was acknowledged. So it takes no more
// than a part of the writer's time, however many documents it has.
//
// Where somebody waits and many documents lack a digest, it begins with the newest ones: the newest page of
// traces is what readers mostly ask for.
//
// To be used in the writer's transactions.
class Digester {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    using SteadyClock = std::function<SteadyTime()>;

    // `counters` outlives the digester. `earlier`: as for DigestWriter. `damage`: as for DocumentRows.
    Digester(sqlite::Database& database, std::string account_id, Counters& counters, LogSink log,
             EarlierDigests* earlier = nullptr, SteadyClock now = std::chrono::steady_clock::now,
             DamageReport* damage = nullptr);

    // Advances `state` (digested_to, reached, traces) within the open transaction, up to the first document
    // that is held back; the caller saves it. `first`: traces to be digested before all others, out of their
    // turn; only where nothing is held back. Returns when that document was received, nothing if there is
    // none or the budget ended before. Throws sqlite::SqliteError.
    std::optional<Micros> run(StoreState& state, const HeldBack& held_back, const DigestBudget& budget,
                              std::span<const WriteQueue::Acknowledged> first = {});

    // How many of `first` the last run has done.
    [[nodiscard]] std::size_t done_of_first() const { return done_of_first_; }

    // When the first of the traces that are put off should be worked out; nothing if there is none.
    [[nodiscard]] std::optional<SteadyTime> deferred_until() const;

    // To be called after a transaction that failed or was not committed: StoreState::reached goes back to
    // digested_to, and nothing is put off any more.
    void forget_deferred() {
        large_.clear();
        ahead_.reset();
    }

    // Rows of `document` that were read since the beginning, for digests.
    [[nodiscard]] std::uint64_t rows_read() const { return rows_read_; }
    // Works out again what was found damaged, within the open transaction; the caller saves `state`. Throws
    // sqlite::SqliteError.
    void repair(const DamageReport::Found& damage, StoreState& state);

    // The traces whose digests the last run has written; may repeat one.
    [[nodiscard]] const std::vector<TraceId>& changed() const { return changed_; }

    // What goes into a digest besides the documents (StoreStateTable::require_digest_basis).
    [[nodiscard]] static std::string basis(std::string_view account_id);

private:
    struct Pending {
        std::int64_t seq = 0;
        TraceId trace_id;
    };

    // A trace of many documents.
    struct Large {
        TraceId trace_id;
        SteadyTime digested;                         // when it was last worked out
        std::chrono::steady_clock::duration took{};  // how long that took
        std::optional<std::int64_t> waits_from;      // the first document that its digest does not cover
    };

    // Documents that are digested, or put off, out of their turn: those of [from, to].
    struct Ahead {
        std::int64_t from = 0;
        std::int64_t to = 0;
    };

    bool is_over(const DigestBudget& budget) const;
    Large* large(const TraceId& id);
    bool put_off(const Pending& pending, bool hurry);
    void note_cost(const DigestJob& job, SteadyTime started);
    void digest_put_off(StoreState& state, const DigestBudget& budget);
    void advance(StoreState& state) const;
    void digest_first(StoreState& state, const DigestBudget& budget,
                      std::span<const WriteQueue::Acknowledged> first);
    std::optional<Micros> digest_pending(StoreState& state, const HeldBack& held_back,
                                         const DigestBudget& budget);
    std::optional<Micros> find_pending(std::int64_t above, const HeldBack& held_back);
    void find_newest(std::int64_t above, std::int64_t below);
    // False if the budget has ended before all documents were reached.
    bool digest_newest(StoreState& state, const DigestBudget& budget);
    void skip_ahead(StoreState& state);
    void repair_trace(std::int64_t row, StoreState& state);
    // Whether there is anything new of the trace; it may be worked out later, at the latest by put_all().
    bool bring_up_to_date(const Pending& pending, std::int64_t up_to, StoreState& state);
    void put_oldest(StoreState& state);
    void put_all(StoreState& state);
    // Writes the digest of a job that is worked out.
    void put(DigestJob& job, StoreState& state);
    void gather(const TraceId& id, std::int64_t up_to, DigestJob& job);
    void report_fault(const TraceId& id, std::string_view reason);
    void report_failure(const TraceId& id, std::string_view reason);
    void report_cycles(const DigestJob& job);

    std::string account_id_;
    Counters& counters_;
    LogSink log_;
    // What one client may send without end is not logged without end.
    FailureLog oddities_;
    sqlite::Statement find_pending_;
    sqlite::Statement find_newest_;
    DocumentRows rows_;
    DigestWriter digests_;

    // Memory of one run, kept for the next.
    std::vector<Pending> pending_;
    std::size_t rows_found_ = 0;  // by find_pending(), those it passed over among them
    std::vector<TraceId> changed_;
    std::size_t done_of_first_ = 0;
    std::size_t traces_ = 0;                 // worked out by this run
    std::uint64_t steps_ = kMaxDigestSteps;  // of one trace, for this run
    std::uint64_t rows_read_ = 0;

    SteadyClock now_;
    std::vector<Large> large_;  // few
    std::optional<Ahead> ahead_;

    DigestJob single_;  // of a trace that is repaired
    DigestPipeline pipeline_;
};

}  // namespace xray::storage
