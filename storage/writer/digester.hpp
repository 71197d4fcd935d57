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
#include "core/trace/trace.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/document_table.hpp"
#include "storage/traces/earlier_digests.hpp"
#include "storage/traces/store_state.hpp"
#include "storage/traces/trace_table.hpp"
#include "storage/types.hpp"
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
    void forget_deferred() { large_.clear(); }

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

    bool is_over(const DigestBudget& budget) const;
    Large* large(const TraceId& id);
    bool put_off(const Pending& pending, bool hurry);
    void note_cost(const TraceId& id, SteadyTime started);
    void digest_put_off(StoreState& state, const DigestBudget& budget);
    void advance(StoreState& state) const;
    void give_back_memory();
    void digest_first(StoreState& state, const DigestBudget& budget,
                      std::span<const WriteQueue::Acknowledged> first);
    std::optional<Micros> digest_pending(StoreState& state, const HeldBack& held_back,
                                         const DigestBudget& budget);
    std::optional<Micros> find_pending(std::int64_t above, const HeldBack& held_back);
    void repair_trace(std::int64_t row, StoreState& state);
    bool bring_up_to_date(const Pending& pending, std::int64_t up_to, StoreState& state);
    void gather(const TraceId& id, std::int64_t up_to);
    Result<TraceDigest> work_out(const TraceId& id);
    void report_failure(const TraceId& id, std::string_view reason);
    void report_cycles(const TraceId& id);
    // False, with a line in the log, if not even a stand-in could be made for the trace.
    bool digest_gathered(const TraceId& id);

    std::string account_id_;
    Counters& counters_;
    LogSink log_;
    // What one client may send without end is not logged without end.
    FailureLog oddities_;
    sqlite::Statement find_pending_;
    DocumentRows rows_;
    DigestWriter digests_;

    // Memory of one run, kept for the next.
    std::vector<Pending> pending_;
    std::size_t rows_found_ = 0;  // by find_pending(), those it passed over among them
    std::vector<TraceId> changed_;
    std::size_t done_of_first_ = 0;
    std::size_t traces_ = 0;  // worked out by this run
    std::string texts_;
    std::vector<std::size_t> text_ends_;
    std::vector<TraceDocument> documents_;
    std::optional<TraceAssembler> assembler_;
    Trace trace_;
    TraceReceipt receipt_;
    std::int64_t covers_ = 0;
    std::uint64_t steps_ = kMaxDigestSteps;  // of one trace, for this run
    std::size_t rows_of_trace_ = 0;
    std::uint64_t rows_read_ = 0;

    SteadyClock now_;
    std::vector<Large> large_;  // few
};

}  // namespace xray::storage
