// SPDX-License-Identifier: Apache-2.0
#include "storage/digester.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/trace_terms.hpp"
#include "storage/stored_trace_id.hpp"

namespace xray::storage {
namespace {

// Few, because an interrupted run asks for them again.
constexpr std::size_t kPendingAtOnce = 128;

constexpr std::string_view kFindPending =
    "SELECT seq, received, trace_id FROM document WHERE seq > ?1 ORDER BY seq LIMIT ?2";

}  // namespace

Digester::Digester(sqlite::Database& database, std::string account_id, Counters& counters, LogSink log)
    : account_id_(std::move(account_id)),
      counters_(counters),
      log_(std::move(log)),
      oddities_(log_),
      find_pending_(database.prepare(kFindPending)),
      rows_(database),
      digests_(database) {}

std::string Digester::basis(std::string_view account_id) {
    return std::to_string(kDigestVersion) + "." + std::to_string(kTermVersion) + "/" +
           std::string(account_id);
}

std::optional<Micros> Digester::run(StoreState& state, const HeldBack& held_back,
                                    const DigestBudget& budget) {
    changed_.clear();
    steps_ = budget.steps;
    digests_.begin();
    const std::optional<Micros> hidden_since = digest_pending(state, held_back, budget);
    digests_.finish();
    return hidden_since;
}

std::optional<Micros> Digester::digest_pending(StoreState& state, const HeldBack& held_back,
                                               const DigestBudget& budget) {
    std::size_t traces = 0;
    while (state.has_undigested()) {
        const std::optional<Micros> hidden_since = find_pending(state.digested_to, held_back);
        // Where nothing is held back, a trace is digested with all that has arrived of it, so that its later
        // documents need no second run.
        for (const Pending& pending : pending_) {
            const std::int64_t up_to = held_back.anything() ? pending_.back().seq : state.last_document;
            if (bring_up_to_date(pending, up_to, state)) ++traces;
            state.digested_to = pending.seq;
            if (traces >= budget.traces || budget.interrupted() ||
                std::chrono::steady_clock::now() >= budget.until) {
                return std::nullopt;
            }
        }
        if (hidden_since) return hidden_since;
        // The last rows may have been deleted by retention.
        if (rows_found_ < kPendingAtOnce) state.digested_to = state.last_document;
    }
    return std::nullopt;
}

std::optional<Micros> Digester::find_pending(std::int64_t above, const HeldBack& held_back) {
    pending_.clear();
    rows_found_ = 0;
    const sqlite::ResetAtEnd reset_at_end(find_pending_);
    find_pending_.bind(1, above).bind(2, std::int64_t{kPendingAtOnce});
    while (find_pending_.step()) {
        const Micros received = find_pending_.integer(1);
        if (held_back.has(received)) return received;
        ++rows_found_;
        // A document whose trace nobody can tell is in no digest, and stands in nobody's way.
        const TraceId trace_id = read_trace_id(find_pending_.blob(2)).value_or(TraceId{});
        pending_.push_back({find_pending_.integer(0), trace_id});
    }
    return std::nullopt;
}

bool Digester::bring_up_to_date(const Pending& pending, std::int64_t up_to, StoreState& state) {
    const std::optional<std::int64_t> covered = digests_.covers(pending.trace_id);
    if (covered && *covered >= pending.seq) return false;
    gather(pending.trace_id, up_to);
    if (documents_.empty()) return false;
    if (digest_gathered(pending.trace_id) && !covered) ++state.traces;
    return true;
}

bool Digester::digest_gathered(const TraceId& id) {
    try {
        const Result<TraceDigest> digest = work_out(id);
        if (digest && trace_.cycles_cut > 0) tell_of_cycles(id);
        if (!digest) tell_of_failure(id, digest.error().message);
        // A trace that cannot be worked out gets a stand-in: it is not tried again until something new of it
        // comes.
        digests_.put(digest ? *digest : make_stand_in(trace_, receipt_), covers_);
    } catch (const sqlite::SqliteError&) {
        throw;
    } catch (const std::exception& error) {
        // A trace that cannot be worked out must not stop the others.
        log_("trace " + id.to_string() + " cannot be summarised: " + error.what());
        return false;
    }
    changed_.push_back(id);
    return true;
}

void Digester::mend(const DamageReport::Found& damage, StoreState& state) {
    changed_.clear();
    digests_.begin();
    for (const std::int64_t row : damage.traces) mend_trace(row, state);
    for (const FoldCell& cell : damage.folds) digests_.distrust(cell);
    digests_.finish();
}

void Digester::mend_trace(std::int64_t row, StoreState& state) {
    const std::optional<TraceId> id = digests_.trace_of(row);
    if (!id) {
        if (!digests_.remove_row(row)) return;
        --state.traces;
        // Whichever trace it was, a walk through all documents finds it without a digest.
        state.digested_to = 0;
        return;
    }
    gather(*id, std::max(state.digested_to, digests_.covers(*id).value_or(0)));
    if (!documents_.empty()) {
        digest_gathered(*id);
        return;
    }
    digests_.remove(*id);
    --state.traces;
}

Result<TraceDigest> Digester::work_out(const TraceId& id) {
    StepBudget budget(steps_);
    try {
        const Result<void> assembled = assembler_.assemble_within(budget, id, documents_, trace_);
        if (!assembled) return tl::unexpected(assembled.error());
        return make_digest_within(budget, trace_, receipt_, account_id_);
    } catch (const std::exception& error) {
        return fail(ErrorCode::kInternal, error.what());
    }
}

void Digester::tell_of_failure(const TraceId& id, std::string_view reason) {
    ++counters_.traces_not_digested;
    oddities_.note(0, "trace " + id.to_string() + " cannot be summarised: " + std::string(reason),
                   std::chrono::steady_clock::now());
}

void Digester::tell_of_cycles(const TraceId& id) {
    ++counters_.traces_with_cycles;
    oddities_.note(0,
                   "trace " + id.to_string() +
                       " has segments or subsegments that are each other's parent: the links that closed " +
                       std::to_string(trace_.cycles_cut) + " cycles were cut, and the trace is partial",
                   std::chrono::steady_clock::now());
}

void Digester::gather(const TraceId& id, std::int64_t up_to) {
    texts_.clear();
    text_ends_.clear();
    documents_.clear();
    ReceiptTally tally;
    rows_.for_each(id, up_to, [&](const DocumentRow& row) {
        tally.add(row);
        covers_ = row.seq;
        if (row.replaced()) return;
        texts_.append(row.text);
        text_ends_.push_back(texts_.size());
        documents_.push_back({{}, row.complete()});
    });
    receipt_ = tally.receipt();
    std::size_t begin = 0;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
        documents_[i].text = std::string_view(texts_).substr(begin, text_ends_[i] - begin);
        begin = text_ends_[i];
    }
}

}  // namespace xray::storage
