// SPDX-License-Identifier: Apache-2.0
#include "storage/digester.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <utility>

#include "core/trace_terms.hpp"

namespace xray::storage {
namespace {

// Few, because an interrupted run asks for them again.
constexpr std::size_t kPendingAtOnce = 128;

constexpr std::string_view kFindPending =
    "SELECT seq, received, trace_id FROM document WHERE seq > ?1 ORDER BY seq LIMIT ?2";

TraceId trace_id_of(std::string_view blob) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), blob.data(), std::min(blob.size(), bytes.size()));
    return TraceId(bytes);
}

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

std::optional<Micros> Digester::run(StoreState& state, Micros visible_until, const DigestBudget& budget) {
    changed_.clear();
    digests_.begin();
    const std::optional<Micros> hidden_since = digest_pending(state, visible_until, budget);
    digests_.finish();
    return hidden_since;
}

std::optional<Micros> Digester::digest_pending(StoreState& state, Micros visible_until,
                                               const DigestBudget& budget) {
    std::size_t traces = 0;
    while (state.has_undigested()) {
        const std::optional<Micros> hidden_since = find_pending(state.digested_to, visible_until);
        // Where nothing is held back, a trace is digested with all that has arrived of it, so that its later
        // documents need no second run.
        const bool holds_back = visible_until != kMaxTime;
        for (const Pending& pending : pending_) {
            const std::int64_t up_to = holds_back ? pending_.back().seq : state.last_document;
            if (bring_up_to_date(pending, up_to, state)) ++traces;
            state.digested_to = pending.seq;
            if (traces >= budget.traces || budget.interrupted() ||
                std::chrono::steady_clock::now() >= budget.until) {
                return std::nullopt;
            }
        }
        if (hidden_since) return hidden_since;
        // The last rows may have been deleted by retention.
        if (pending_.size() < kPendingAtOnce) state.digested_to = state.last_document;
    }
    return std::nullopt;
}

std::optional<Micros> Digester::find_pending(std::int64_t above, Micros visible_until) {
    pending_.clear();
    const sqlite::ResetAtEnd reset_at_end(find_pending_);
    find_pending_.bind(1, above).bind(2, std::int64_t{kPendingAtOnce});
    while (find_pending_.step()) {
        const Micros received = find_pending_.integer(1);
        if (received > visible_until) return received;
        pending_.push_back({find_pending_.integer(0), trace_id_of(find_pending_.blob(2))});
    }
    return std::nullopt;
}

bool Digester::bring_up_to_date(const Pending& pending, std::int64_t up_to, StoreState& state) {
    const std::optional<std::int64_t> covered = digests_.covers(pending.trace_id);
    if (covered && *covered >= pending.seq) return false;
    gather(pending.trace_id, up_to);
    if (documents_.empty()) return false;
    try {
        digest_gathered(pending.trace_id);
    } catch (const sqlite::SqliteError&) {
        throw;
    } catch (const std::exception& error) {
        // A trace that cannot be worked out must not stop the others.
        log_("trace " + pending.trace_id.to_string() + " cannot be summarised: " + error.what());
        return true;
    }
    if (!covered) ++state.traces;
    return true;
}

void Digester::digest_gathered(const TraceId& id) {
    assembler_.assemble(id, documents_, trace_);
    if (trace_.cycles_cut > 0) tell_of_cycles(id);
    digests_.put(make_digest(trace_, receipt_, account_id_), covers_);
    changed_.push_back(id);
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
