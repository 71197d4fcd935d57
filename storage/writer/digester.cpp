// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/digester.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/digest/trace_terms.hpp"
#include "storage/sqlite/stored_trace_id.hpp"

namespace xray::storage {
namespace {

// Few, because an interrupted run asks for them again.
constexpr std::size_t kPendingAtOnce = 128;

constexpr std::string_view kFindPending =
    "SELECT seq, received, trace_id FROM document WHERE seq > ?1 ORDER BY seq LIMIT ?2";

// A trace of so many documents may be put off, for so many times as long as working it out took.
constexpr std::size_t kLargeTrace = 2000;
constexpr int kPutOffTimes = 4;
constexpr int kPutOffTimesInHurry = 1;

// So many large traces are known at a time; others are worked out at each change.
constexpr std::size_t kMaxLarge = 64;

// A digest is made of the first documents of a trace, up to these bounds.
constexpr std::size_t kMaxDigestedDocuments = 100'000;
constexpr std::size_t kMaxBytes = 128U << 20U;

// Scratch memory beyond this is given back after the trace that needed it.
constexpr std::size_t kScratchBytes = 4U << 20U;
constexpr std::size_t kScratchDocuments = 4096;

}  // namespace

Digester::Digester(sqlite::Database& database, std::string account_id, Counters& counters, LogSink log,
                   EarlierDigests* earlier, SteadyClock now, DamageReport* damage)
    : account_id_(std::move(account_id)),
      counters_(counters),
      log_(std::move(log)),
      oddities_(log_),
      find_pending_(database.prepare(kFindPending)),
      rows_(database, damage),
      digests_(database, earlier),
      now_(std::move(now)) {}

std::string Digester::basis(std::string_view account_id) {
    return std::to_string(kDigestVersion) + "." + std::to_string(kTermVersion) + "/" +
           std::string(account_id);
}

std::optional<Micros> Digester::run(StoreState& state, const HeldBack& held_back, const DigestBudget& budget,
                                    std::span<const WriteQueue::Acknowledged> first) {
    changed_.clear();
    traces_ = 0;
    steps_ = budget.steps;
    digests_.begin();
    state.reached = std::max(state.reached, state.digested_to);
    digest_first(state, budget, first);
    std::optional<Micros> hidden_since;
    if (done_of_first_ == first.size()) {
        digest_put_off(state, budget);
        hidden_since = digest_pending(state, held_back, budget);
    }
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
    if (!trace->waits_from) trace->waits_from = pending.seq;
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

void Digester::note_cost(const TraceId& id, SteadyTime started) {
    const SteadyTime ended = now_();
    if (Large* known = large(id)) {
        *known = {id, ended, ended - started, std::nullopt};
        return;
    }
    if (rows_of_trace_ < kLargeTrace) return;
    if (large_.size() >= kMaxLarge) {
        const auto least =
            std::find_if(large_.begin(), large_.end(), [](const Large& trace) { return !trace.waits_from; });
        if (least == large_.end()) return;
        large_.erase(least);
    }
    large_.push_back({id, ended, ended - started, std::nullopt});
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
    while (state.has_unreached()) {
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
    const SteadyTime started = now_();
    gather(pending.trace_id, up_to);
    if (documents_.empty()) return false;
    // Acknowledged repeats bring nothing new.
    if (covered && *covered >= covers_) return false;
    const bool digested = digest_gathered(pending.trace_id);
    note_cost(pending.trace_id, started);
    give_back_memory();
    if (digested && !covered) ++state.traces;
    return true;
}

bool Digester::digest_gathered(const TraceId& id) {
    try {
        const Result<TraceDigest> digest = work_out(id);
        if (digest && trace_.cycles_cut > 0) report_cycles(id);
        if (!digest) report_failure(id, digest.error().message);
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

void Digester::repair(const DamageReport::Found& damage, StoreState& state) {
    changed_.clear();
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
    if (!assembler_) assembler_.emplace(DocumentParts::kWithoutMetadata);
    try {
        const Result<void> assembled = assembler_->assemble_within(budget, id, documents_, trace_);
        if (!assembled) return tl::unexpected(assembled.error());
        return make_digest_within(budget, trace_, receipt_, account_id_);
    } catch (const std::exception& error) {
        return fail(ErrorCode::kInternal, error.what());
    }
}

void Digester::report_failure(const TraceId& id, std::string_view reason) {
    ++counters_.traces_not_digested;
    oddities_.note(0, "trace " + id.to_string() + " cannot be summarised: " + std::string(reason),
                   std::chrono::steady_clock::now());
}

void Digester::report_cycles(const TraceId& id) {
    ++counters_.traces_with_cycles;
    oddities_.note(0,
                   "trace " + id.to_string() +
                       " has segments or subsegments that name each other as parents: " +
                       std::to_string(trace_.cycles_cut) + " cycles were cut, and the trace is partial",
                   std::chrono::steady_clock::now());
}

void Digester::give_back_memory() {
    if (texts_.capacity() > kScratchBytes) texts_ = {};
    if (documents_.capacity() <= kScratchDocuments && trace_.entities.capacity() <= kScratchDocuments) return;
    documents_ = {};
    text_ends_ = {};
    trace_ = {};
    assembler_.reset();
}

void Digester::gather(const TraceId& id, std::int64_t up_to) {
    texts_.clear();
    text_ends_.clear();
    documents_.clear();
    rows_of_trace_ = 0;
    ReceiptTally tally;
    rows_.for_each(id, up_to, [&](const DocumentRow& row) {
        tally.add(row);
        covers_ = row.seq;
        ++rows_of_trace_;
        if (row.replaced() || !row.readable || documents_.size() >= kMaxDigestedDocuments ||
            texts_.size() >= kMaxBytes)
            return true;
        texts_.append(row.text);
        text_ends_.push_back(texts_.size());
        documents_.push_back({{}, row.complete()});
        return true;
    });
    rows_read_ += rows_of_trace_;
    receipt_ = tally.receipt();
    std::size_t begin = 0;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
        documents_[i].text = std::string_view(texts_).substr(begin, text_ends_[i] - begin);
        begin = text_ends_[i];
    }
}

}  // namespace xray::storage
