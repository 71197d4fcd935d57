// SPDX-License-Identifier: Apache-2.0
#include "api/kit/trace_wait.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <utility>

#include "api/answers/summary_texts.hpp"
#include "api/http/error_response.hpp"
#include "api/kit/missing_of_trace.hpp"
#include "api/kit/wait_failure.hpp"
#include "api/request/api_errors.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

HttpResponse found(const SummaryTexts& summaries, std::uint64_t matched) {
    HttpResponse response;
    JsonWriter writer(response.body);
    writer.begin_object();
    writer.key("Matched");
    writer.integer(static_cast<std::int64_t>(matched));
    writer.key("TraceSummaries");
    summaries.write(writer);
    writer.end_object();
    return response;
}

}  // namespace

TraceWait::TraceWait(Context& context, WaitCriteria criteria, std::string base_url)
    : context_(context),
      criteria_(std::move(criteria)),
      base_url_(std::move(base_url)),
      quiet_(criteria_.quiet_time()),
      deadline_(context.watch.now() + criteria_.timeout) {}

bool TraceWait::may_count(const TraceDigest& digest) const {
    const bool is_whole = !digest.partial && !digest.in_progress;
    return (criteria_.partial || is_whole) && criteria_.matches(digest);
}

// Of a trace that was there before anybody watched: by the emulator's clock, which somebody may have moved,
// and no later than the last change of all.
TraceWait::Time TraceWait::arrival_of(const TraceDigest& digest, Time now) const {
    const std::optional<Time> last = context_.watch.last_change();
    if (!last) return now - quiet_;
    const AdjustableClock::Reading clock = context_.clock.read();
    if (clock.mode != AdjustableClock::Mode::kSystem) return *last;
    const Micros age = std::max<Micros>(clock.now - digest.updated, 0);
    return std::min(*last, now - std::chrono::microseconds(age));
}

void TraceWait::scan_all() {
    context_.store.settle();
    storage::TraceScan scan;
    criteria_.filter.narrow(scan);
    const Time now = context_.watch.now();
    const std::size_t most = std::max<std::size_t>(kMaxWaitSummaries, criteria_.count.least);
    Matches seen;
    context_.store.scan(scan, [&](const TraceDigest& digest) {
        if (may_count(digest)) seen[digest.id] = {digest.last_receipt, arrival_of(digest, now), std::nullopt};
        return criteria_.count.most || seen.size() < most;
    });
    const std::lock_guard lock(mutex_);
    for (auto& [id, match] : seen) {
        const auto known = matches_.find(id);
        if (known != matches_.end() && known->second.receipt >= match.receipt) match = known->second;
    }
    // What has come since the scan began was shown already, and must not be forgotten.
    if (!is_last_look_) seen.insert(matches_.begin(), matches_.end());
    matches_ = std::move(seen);
}

std::optional<HttpResponse> TraceWait::look_at_all() {
    scan_all();
    return evaluate();
}

void TraceWait::on_trace(const TraceDigest& digest) {
    const bool matches = may_count(digest);
    const Time now = context_.watch.now();
    const std::lock_guard lock(mutex_);
    if (matches) {
        matches_[digest.id] = {digest.last_receipt, now, std::nullopt};
    } else {
        matches_.erase(digest.id);
    }
}

void TraceWait::look_for_callees(Matches& matches) {
    if (criteria_.partial) return;
    for (auto& [id, match] : matches) {
        if (match.lacks_callee) continue;
        match.lacks_callee = lacks_callee(context_.store, id);
        const std::lock_guard lock(mutex_);
        const auto known = matches_.find(id);
        if (known != matches_.end() && known->second.receipt == match.receipt)
            known->second.lacks_callee = match.lacks_callee;
    }
    std::erase_if(matches, [](const auto& match) { return match.second.lacks_callee.value_or(false); });
}

TraceWait::Verdict TraceWait::judge(const Matches& complete, Time now) const {
    const CountBounds& count = criteria_.count;
    if (count.most && complete.size() > *count.most) return {Verdict::Kind::kTooMany, {}};
    const bool quiet_counts = !is_last_look_ || criteria_.asked_quiet;
    std::uint64_t settled = 0;
    std::optional<Time> next;
    for (const auto& [id, match] : complete) {
        const Time quiet_at = match.arrived + quiet_;
        if (!quiet_counts || quiet_at <= now) {
            ++settled;
        } else {
            next = std::min(next.value_or(quiet_at), quiet_at);
        }
    }
    if (count.most) return judge_bounded(complete.size(), settled, now);
    if (settled >= count.least) return {Verdict::Kind::kHolds, {}};
    return {Verdict::Kind::kWait, complete.size() >= count.least ? next : std::nullopt};
}

// An upper bound: when nothing comes any more, all that is complete is settled.
TraceWait::Verdict TraceWait::judge_bounded(std::uint64_t complete, std::uint64_t settled, Time now) const {
    if (!is_last_look_) {
        const std::optional<Time> last = context_.watch.last_change();
        const bool something_waits = context_.store.totals().undigested > 0;
        const Time quiet_at = something_waits ? now + quiet_ : last.value_or(now - quiet_) + quiet_;
        if (quiet_at > now) return {Verdict::Kind::kWait, quiet_at};
        settled = complete;
    }
    return {criteria_.count.hold(settled) ? Verdict::Kind::kHolds : Verdict::Kind::kWait, {}};
}

// What matched when it was looked at may have changed or been deleted since: only what matches now counts.
// Nothing where some of it has; the verdict is then to be given again.
std::optional<HttpResponse> TraceWait::confirm(const Matches& complete, Verdict::Kind kind) {
    SummaryTexts summaries;
    std::vector<TraceId> ids;
    for (const auto& [id, match] : complete) ids.push_back(id);
    // As scans visit traces of one time.
    std::sort(ids.begin(), ids.end(), std::greater<>());
    Matches gone = complete;
    Matches changed;
    const Time now = context_.watch.now();
    context_.store.visit_digests(ids, [&](const TraceDigest& digest) {
        const auto match = gone.find(digest.id);
        if (match == gone.end()) return;
        if (match->second.receipt == digest.last_receipt) {
            summaries.add(digest);
        } else if (may_count(digest)) {
            changed[digest.id] = {digest.last_receipt, now, std::nullopt};
        } else {
            return;
        }
        gone.erase(match);
    });
    if (gone.empty() && changed.empty()) {
        if (kind == Verdict::Kind::kTooMany) return failure(409, complete);
        summaries.keep_newest(std::max<std::size_t>(kMaxWaitSummaries, criteria_.count.least));
        return found(summaries, complete.size());
    }
    const std::lock_guard lock(mutex_);
    for (const auto& [id, match] : gone) {
        const auto known = matches_.find(id);
        if (known != matches_.end() && known->second.receipt == match.receipt) matches_.erase(known);
    }
    for (const auto& [id, match] : changed) {
        Match& known = matches_[id];
        if (known.receipt < match.receipt) known = match;
    }
    return std::nullopt;
}

// Comes to an end: each round but the last has met traces that changed or went since the one before.
std::optional<HttpResponse> TraceWait::evaluate() {
    for (;;) {
        Matches matches;
        {
            const std::lock_guard lock(mutex_);
            if (matches_.size() < criteria_.count.least && !is_last_look_) {
                look_again_.reset();
                return std::nullopt;
            }
            matches = matches_;
        }
        look_for_callees(matches);
        const Verdict verdict = judge(matches, context_.watch.now());
        if (verdict.kind == Verdict::Kind::kWait) {
            const std::lock_guard lock(mutex_);
            look_again_ = verdict.look_again;
            return std::nullopt;
        }
        if (std::optional<HttpResponse> answer = confirm(matches, verdict.kind)) return answer;
    }
}

HttpResponse TraceWait::failure(unsigned status, const Matches& matched) const {
    std::vector<TraceId> ids;
    for (const auto& [id, match] : matched) ids.push_back(id);
    std::sort(ids.begin(), ids.end(), std::greater<>());
    return wait_failure(context_, criteria_, base_url_, status, ids);
}

template <class Work>
void TraceWait::answer_with(Work work) {
    try {
        if (std::optional<HttpResponse> answer = work()) deliver(std::move(*answer));
    } catch (const std::exception& failure) {
        if (context_.log) context_.log(std::string("POST /_emulator/wait failed: ") + failure.what());
        deliver(own_error(errors::internal_failure()));
    }
}

void TraceWait::on_round() {
    {
        const std::lock_guard lock(mutex_);
        if (!deliver_) return;
    }
    answer_with([this] { return evaluate(); });
    bool is_earlier = false;
    {
        const std::lock_guard lock(mutex_);
        is_earlier = armed_ && look_again_ && *look_again_ < *armed_;
    }
    if (is_earlier) ask_again();
}

void TraceWait::start(Deliver deliver) {
    bool ends = false;
    {
        const std::lock_guard lock(mutex_);
        deliver_ = std::move(deliver);
        armed_.reset();
        ends = shut_down_;
    }
    if (ends) return shut_down();
    answer_with([this] { return evaluate(); });
}

std::chrono::milliseconds TraceWait::timeout() const {
    const Time now = context_.watch.now();
    const std::lock_guard lock(mutex_);
    armed_ = std::min(look_again_.value_or(deadline_), deadline_);
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(*armed_ - now),
                    std::chrono::milliseconds{0});
}

void TraceWait::expire() {
    if (context_.watch.now() < deadline_) {
        answer_with([this] { return evaluate(); });
        return ask_again();
    }
    answer_with([this]() -> std::optional<HttpResponse> {
        is_last_look_ = true;
        if (std::optional<HttpResponse> answer = look_at_all()) return answer;
        Matches matches;
        {
            const std::lock_guard lock(mutex_);
            matches = matches_;
        }
        look_for_callees(matches);
        return failure(408, matches);
    });
}

// Has the server ask for timeout() once more, if somebody still waits.
void TraceWait::ask_again() {
    HttpResponse response;
    response.later = shared_from_this();
    deliver(std::move(response));
}

void TraceWait::deliver(HttpResponse response) {
    Deliver taker;
    {
        const std::lock_guard lock(mutex_);
        taker = std::exchange(deliver_, nullptr);
    }
    if (!taker) return;
    if (response.status >= 400) ++context_.counters.http_errors;
    taker(std::move(response));
}

void TraceWait::shut_down() {
    {
        const std::lock_guard lock(mutex_);
        shut_down_ = true;
    }
    deliver(plain_error(503, "xray-emulator is shutting down"));
}

void TraceWait::cancel() {
    Deliver nobody;
    const std::lock_guard lock(mutex_);
    nobody.swap(deliver_);
}

}  // namespace xray::api
