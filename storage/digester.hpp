// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/counters.hpp"
#include "core/limits.hpp"
#include "core/trace.hpp"
#include "storage/damage_report.hpp"
#include "storage/document_table.hpp"
#include "storage/loss_log.hpp"
#include "storage/store_state.hpp"
#include "storage/trace_table.hpp"

namespace xray::storage {

// When a run of the digester ends although there is more to do.
struct DigestBudget {
    std::chrono::steady_clock::time_point until;  // looked at after each trace
    std::size_t traces = 200;
    std::uint64_t steps = kMaxDigestSteps;  // of one trace (core/step_budget.hpp)
    std::function<bool()> interrupted;      // asked after each trace
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
// To be used in the writer's transactions.
class Digester {
public:
    using LogSink = std::function<void(std::string_view)>;

    // `counters` outlives the digester.
    Digester(sqlite::Database& database, std::string account_id, Counters& counters, LogSink log);

    // Advances `state` (digested_to, traces) within the open transaction, up to the first document that is
    // held back; the caller saves it. Returns when that one was received, nothing if there is none or the
    // budget ended before. Throws sqlite::SqliteError.
    std::optional<Micros> run(StoreState& state, const HeldBack& held_back, const DigestBudget& budget);

    // Works out again what was found damaged, within the open transaction; the caller saves `state`. Throws
    // sqlite::SqliteError.
    void mend(const DamageReport::Found& damage, StoreState& state);

    // The traces whose digests the last run has written; may repeat one.
    [[nodiscard]] const std::vector<TraceId>& changed() const { return changed_; }

    // What goes into a digest besides the documents (StoreStateTable::require_digest_basis).
    [[nodiscard]] static std::string basis(std::string_view account_id);

private:
    struct Pending {
        std::int64_t seq = 0;
        TraceId trace_id;
    };

    std::optional<Micros> digest_pending(StoreState& state, const HeldBack& held_back,
                                         const DigestBudget& budget);
    std::optional<Micros> find_pending(std::int64_t above, const HeldBack& held_back);
    void mend_trace(std::int64_t row, StoreState& state);
    bool bring_up_to_date(const Pending& pending, std::int64_t up_to, StoreState& state);
    void gather(const TraceId& id, std::int64_t up_to);
    Result<TraceDigest> work_out(const TraceId& id);
    void tell_of_failure(const TraceId& id, std::string_view reason);
    void tell_of_cycles(const TraceId& id);
    // False, with a line in the log, if not even a stand-in could be made for the trace.
    bool digest_gathered(const TraceId& id);

    std::string account_id_;
    Counters& counters_;
    LogSink log_;
    LossLog oddities_;  // what one client may send without end is not logged without end
    sqlite::Statement find_pending_;
    DocumentRows rows_;
    DigestWriter digests_;

    // Memory of one run, kept for the next.
    std::vector<Pending> pending_;
    std::size_t rows_found_ = 0;  // by find_pending(), those it passed over among them
    std::vector<TraceId> changed_;
    std::string texts_;
    std::vector<std::size_t> text_ends_;
    std::vector<TraceDocument> documents_;
    TraceAssembler assembler_{DocumentParts::kWithoutMetadata};
    Trace trace_;
    TraceReceipt receipt_;
    std::int64_t covers_ = 0;
    std::uint64_t steps_ = kMaxDigestSteps;  // of one trace, for this run
};

}  // namespace xray::storage
