// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/digester.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/digest/trace_digest_codec.hpp"
#include "core/digest/trace_terms.hpp"
#include "storage/sqlite/stored_trace_id.hpp"

namespace xray::storage {
namespace {

// Few, because an interrupted run asks for them again.
constexpr std::size_t kPendingAtOnce = 128;

constexpr std::string_view kFindPending =
    "SELECT seq, received, trace_id FROM document WHERE seq > ?1 ORDER BY seq LIMIT ?2";

constexpr std::string_view kFindNewest =
    "SELECT seq, trace_id FROM document WHERE seq > ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3";

// Where so many documents lack a digest, readers cannot wait for all of them.
constexpr std::int64_t kFarBehind = 20'000;

// A larger trace is worked out by the writer itself.
constexpr std::size_t kSharedDocuments = 250;
constexpr std::size_t kSharedBytes = 256U << 10U;

// A trace of so many documents may be put off, for so many times as long as working it out took.
constexpr std::size_t kLargeTrace = 2000;
constexpr int kPutOffTimes = 4;
constexpr int kPutOffTimesInHurry = 1;

// So many large traces are known at a time; others are worked out at each change.
constexpr std::size_t kMaxLarge = 64;

// A digest is made of the first documents of a trace, up to these bounds.
constexpr std::size_t kMaxDigestedDocuments = 100'000;
constexpr std::size_t kMaxBytes = 128U << 20U;

}  // namespace

Digester::Digester(sqlite::Database& database, std::string account_id, Counters& counters, LogSink log,
                   EarlierDigests* earlier, SteadyClock now, DamageReport* damage)
    : account_id_(std::move(account_id)),
      counters_(counters),
      log_(std::move(log)),
      oddities_(log_),
      find_pending_(database.prepare(kFindPending)),
      find_newest_(database.prepare(kFindNewest)),
      rows_(database, damage),
      digests_(database, earlier),
      now_(std::move(now)),
      pipeline_(account_id_) {}

std::string Digester::basis(std::string_view account_id) {
    return std::to_string(kDigestVersion) + "." + std::to_string(kTermVersion) + "/" +
           std::string(account_id);
}

std::optional<Micros> Digester::run(StoreState& state, const HeldBack& held_back, const DigestBudget& budget,
                                    std::span<const WriteQueue::Acknowledged> first) {
    changed_.clear();
    traces_ = 0;
    steps_ = budget.steps;
    pipeline_.abandon();
    pipeline_.set_steps(steps_);
    digests_.begin();
    state.reached = std::max(state.reached, state.digested_to);
    digest_first(state, budget, first);
    std::optional<Micros> hidden_since;
    if (done_of_first_ == first.size()) {
        digest_put_off(state, budget);
        const bool far_behind = state.last_document - state.reached > kFarBehind;
        const bool goes_on =
            !budget.newest_first || held_back.anything() || !far_behind || digest_newest(state, budget);
        if (goes_on) hidden_since = digest_pending(state, held_back, budget);
    }
    put_all(state);
    advance(state);
    digests_.finish();
    return hidden_since;
}

// After a restart the documents of traces that are put off are found again.
void Digester::advance(StoreState& state) const {
    std::int64_t to = state.reached;
    for (const Large& trace : large_) {
        if (trace.waits_from) to = std::min(to, *trace.waits_from - 1);
    }
    state.digested_to = std::max(state.digested_to, to);
}

Digester::Large* Digester::large(const TraceId& id) {
    const auto known =
        std::find_if(large_.begin(), large_.end(), [&](const Large& trace) { return trace.trace_id == id; });
    return known == large_.end() ? nullptr : &*known;
}

bool Digester::put_off(const Pending& pending, bool hurry) {
    if (large_.empty()) return false;
    Large* trace = large(pending.trace_id);
    if (trace == nullptr) return false;
    const std::optional<std::int64_t> covered = digests_.covers(pending.trace_id);
    if (covered && *covered >= pending.seq) return false;
    if (now_() >= trace->digested + (hurry ? kPutOffTimesInHurry : kPutOffTimes) * trace->took) return false;
    trace->waits_from = std::min(trace->waits_from.value_or(pending.seq), pending.seq);
    return true;
}

void Digester::digest_put_off(StoreState& state, const DigestBudget& budget) {
    // By index: working one out may add another.
    for (std::size_t i = 0; i < large_.size(); ++i) {
        if (!large_[i].waits_from) continue;
        const Pending pending{*large_[i].waits_from, large_[i].trace_id};
        if (put_off(pending, budget.hurry)) continue;
        if (bring_up_to_date(pending, state.last_document, state)) ++traces_;
        if (Large* trace = large(pending.trace_id)) trace->waits_from.reset();
    }
}

void Digester::note_cost(const DigestJob& job, SteadyTime started) {
    const SteadyTime ended = now_();
    if (Large* known = large(job.id)) {
        *known = {job.id, ended, ended - started, std::nullopt};
        return;
    }
    if (job.rows < kLargeTrace) return;
    if (large_.size() >= kMaxLarge) {
        const auto least =
            std::find_if(large_.begin(), large_.end(), [](const Large& trace) { return !trace.waits_from; });
        if (least == large_.end()) return;
        large_.erase(least);
    }
    large_.push_back({job.id, ended, ended - started, std::nullopt});
}

std::optional<Digester::SteadyTime> Digester::deferred_until() const {
    std::optional<SteadyTime> first;
    for (const Large& trace : large_) {
        const SteadyTime until = trace.digested + kPutOffTimes * trace.took;
        if (trace.waits_from && (!first || until < *first)) first = until;
    }
    return first;
}

bool Digester::is_over(const DigestBudget& budget) const {
    return traces_ >= budget.traces || budget.interrupted() || now_() >= budget.until;
}

void Digester::digest_first(StoreState& state, const DigestBudget& budget,
                            std::span<const WriteQueue::Acknowledged> first) {
    done_of_first_ = 0;
    for (const WriteQueue::Acknowledged& trace : first) {
        if (bring_up_to_date({trace.seq, trace.trace_id}, state.last_document, state)) ++traces_;
        ++done_of_first_;
        if (is_over(budget)) return;
    }
}

std::optional<Micros> Digester::digest_pending(StoreState& state, const HeldBack& held_back,
                                               const DigestBudget& budget) {
    for (;;) {
        skip_ahead(state);
        if (!state.has_unreached()) return std::nullopt;
        const std::optional<Micros> hidden_since = find_pending(state.reached, held_back);
        // Where nothing is held back, a trace is digested with all that has arrived of it, so that its later
        // documents need no second run.
        for (const Pending& pending : pending_) {
            const std::int64_t up_to = held_back.anything() ? pending_.back().seq : state.last_document;
            const bool later = !held_back.anything() && put_off(pending, budget.hurry);
            if (!later && bring_up_to_date(pending, up_to, state)) ++traces_;
            state.reached = pending.seq;
            if (is_over(budget)) return std::nullopt;
        }
        if (hidden_since) return hidden_since;
        // The last rows may have been deleted by retention.
        if (rows_found_ < kPendingAtOnce) state.reached = state.last_document;
    }
}

// What is digested out of its turn needs no second look.
void Digester::skip_ahead(StoreState& state) {
    if (!ahead_ || state.reached < ahead_->from - 1) return;
    state.reached = std::max(state.reached, ahead_->to);
    ahead_.reset();
}

// First what came since the last time, then what is older than that.
bool Digester::digest_newest(StoreState& state, const DigestBudget& budget) {
    if (!ahead_) ahead_ = {state.last_document + 1, state.last_document};
    while (ahead_->to < state.last_document) {
        find_pending(ahead_->to, HeldBack{});
        for (const Pending& pending : pending_) {
            if (!put_off(pending, budget.hurry) && bring_up_to_date(pending, state.last_document, state))
                ++traces_;
            ahead_->to = pending.seq;
            if (is_over(budget)) return false;
        }
        if (rows_found_ < kPendingAtOnce) ahead_->to = state.last_document;
    }
    while (ahead_->from - 1 > state.reached) {
        find_newest(state.reached, ahead_->from);
        for (const Pending& pending : pending_) {
            if (!put_off(pending, budget.hurry) && bring_up_to_date(pending, state.last_document, state))
                ++traces_;
            ahead_->from = pending.seq;
            if (is_over(budget)) return false;
        }
        if (pending_.size() < kPendingAtOnce) ahead_->from = state.reached + 1;
    }
    return true;
}

void Digester::find_newest(std::int64_t above, std::int64_t below) {
    pending_.clear();
    const sqlite::ResetAtEnd reset_at_end(find_newest_);
    find_newest_.bind(1, above).bind(2, below).bind(3, std::int64_t{kPendingAtOnce});
    while (find_newest_.step()) {
        const TraceId trace_id = read_trace_id(find_newest_.blob(1)).value_or(TraceId{});
        pending_.push_back({find_newest_.integer(0), trace_id});
    }
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
    if (const DigestJob* under_way = pipeline_.find(pending.trace_id)) {
        if (under_way->covers >= pending.seq) return false;
        put_all(state);
    }
    const std::optional<std::int64_t> covered = digests_.covers(pending.trace_id);
    if (covered && *covered >= pending.seq) return false;
    const SteadyTime started = now_();
    DigestJob& job = pipeline_.next();
    gather(pending.trace_id, up_to, job);
    if (job.is_empty()) return false;
    // Acknowledged repeats bring nothing new.
    if (covered && *covered >= job.covers) return false;
    job.is_known = covered.has_value();
    if (job.rows > kSharedDocuments || job.bytes() > kSharedBytes || large(pending.trace_id) != nullptr) {
        job.work_out(account_id_, steps_);
        put(job, state);
        note_cost(job, started);
        job.give_back_memory();
        return true;
    }
    pipeline_.submit();
    while (pipeline_.is_full()) put_oldest(state);
    return true;
}

void Digester::put_oldest(StoreState& state) {
    for (DigestJob& job : pipeline_.take()) {
        put(job, state);
        job.give_back_memory();
    }
    pipeline_.release();
}

void Digester::put_all(StoreState& state) {
    while (!pipeline_.is_empty()) put_oldest(state);
}

void Digester::put(DigestJob& job, StoreState& state) {
    if (job.fault()) return report_fault(job.id, *job.fault());
    if (job.cycles_cut() > 0) report_cycles(job);
    if (job.failure()) report_failure(job.id, *job.failure());
    // A trace that cannot be worked out has a stand-in: it is not tried again until something new of it
    // comes.
    try {
        digests_.put(job.prepared(), job.covers);
    } catch (const sqlite::SqliteError&) {
        throw;
    } catch (const std::exception& error) {
        report_fault(job.id, error.what());
        return;
    }
    changed_.push_back(job.id);
    if (!job.is_known) ++state.traces;
}

void Digester::repair(const DamageReport::Found& damage, StoreState& state) {
    changed_.clear();
    pipeline_.abandon();
    ahead_.reset();
    digests_.begin();
    for (const std::int64_t row : damage.traces) repair_trace(row, state);
    for (const FoldCell& cell : damage.folds) digests_.mark_damaged(cell);
    digests_.finish();
}

void Digester::repair_trace(std::int64_t row, StoreState& state) {
    const std::optional<TraceId> id = digests_.trace_of(row);
    if (!id) {
        if (!digests_.remove_row(row)) return;
        --state.traces;
        // Whichever trace it was, a walk through all documents finds it without a digest.
        state.digested_to = 0;
        state.reached = 0;
        return;
    }
    gather(*id, std::max(state.digested_to, digests_.covers(*id).value_or(0)), single_);
    if (!single_.is_empty()) {
        single_.is_known = true;
        single_.work_out(account_id_, steps_);
        put(single_, state);
        single_.give_back_memory();
        return;
    }
    digests_.remove(*id);
    --state.traces;
}

// Not even a stand-in could be made: the others go on without it.
void Digester::report_fault(const TraceId& id, std::string_view reason) {
    log_("trace " + id.to_string() + " cannot be summarised: " + std::string(reason));
}

void Digester::report_failure(const TraceId& id, std::string_view reason) {
    ++counters_.traces_not_digested;
    oddities_.note(0, "trace " + id.to_string() + " cannot be summarised: " + std::string(reason),
                   std::chrono::steady_clock::now());
}

void Digester::report_cycles(const DigestJob& job) {
    ++counters_.traces_with_cycles;
    oddities_.note(0,
                   "trace " + job.id.to_string() +
                       " has segments or subsegments that name each other as parents: " +
                       std::to_string(job.cycles_cut()) + " cycles were cut, and the trace is partial",
                   std::chrono::steady_clock::now());
}

void Digester::gather(const TraceId& id, std::int64_t up_to, DigestJob& job) {
    job.begin(id);
    ReceiptTally tally;
    rows_.for_each(id, up_to, [&](const DocumentRow& row) {
        tally.add(row);
        job.covers = row.seq;
        ++job.rows;
        if (row.replaced() || !row.readable || job.documents() >= kMaxDigestedDocuments ||
            job.bytes() >= kMaxBytes) {
            return true;
        }
        job.add(row.text, row.complete());
        return true;
    });
    rows_read_ += job.rows;
    job.receipt = tally.receipt();
}

}  // namespace xray::storage
