// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/context/context.hpp"
#include "api/context/trace_watch.hpp"
#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"
#include "api/kit/wait_criteria.hpp"
#include "core/base/ids.hpp"

namespace xray::api {

// One call of POST /_emulator/wait: remembers which traces match, and looks only at those that change.
//
// A trace counts when it matches and is settled: it is complete, and for the quiet time no document has come
// for it. Complete means, unless the criteria take partial traces: no segment in progress, no parent missing,
// no finished call that says `traced` without its callee.
//
// Answers
// - 200 {Matched, TraceSummaries} with the matching ones, newest first, at most 1000 or Count if that is
//   more, as soon as enough of them count; where there is an upper bound, once nothing at all has come for
//   the quiet time;
// - 409 as soon as more traces match and are complete than the upper bound allows;
// - 408 when time is up, both with what there is and what came closest (wait_failure.hpp);
// - 503 when the emulator ends, 500 when the store fails.
// When time is up, an upper bound is judged as things stand, and only a quiet time that was asked for still
// holds.
//
// All traces of the store count, whatever their time. With the indexing delay, a trace counts when queries
// see it.
class TraceWait final : public TraceWatch::Watcher,
                        public Deferred<HttpResponse>,
                        public std::enable_shared_from_this<TraceWait> {
public:
    // `base_url`: where the client reaches the emulator, for links.
    TraceWait(Context& context, WaitCriteria criteria, std::string base_url);

    // Looks at the whole store: the answer, if there is one already. Throws what the store throws.
    [[nodiscard]] std::optional<HttpResponse> look_at_all();

    void on_trace(const TraceDigest& digest) override;
    void on_round() override;

    void start(Deliver deliver) override;
    // Until the time is up, or until something that is there now may have become quiet.
    [[nodiscard]] std::chrono::milliseconds timeout() const override;
    void expire() override;
    void shut_down() override;
    void cancel() override;

private:
    using Time = TraceWatch::Time;

    // A trace that matches, and of which no segment is in progress and no parent missing.
    struct Match {
        std::int64_t receipt = 0;  // of its last document
        Time arrived;              // when that came, at the earliest
        // Whether a callee is missing; none: not looked at yet.
        std::optional<bool> lacks_callee;
    };
    using Matches = std::unordered_map<TraceId, Match>;

    // What the matches that there are lead to.
    struct Verdict {
        enum class Kind { kWait, kHolds, kTooMany };
        Kind kind = Kind::kWait;
        // Of kWait: when to look again though nothing comes; none: never.
        std::optional<Time> look_again;
    };

    [[nodiscard]] bool may_count(const TraceDigest& digest) const;
    [[nodiscard]] Time arrival_of(const TraceDigest& digest, Time now) const;
    void scan_all();
    [[nodiscard]] std::optional<HttpResponse> evaluate();
    void look_for_callees(Matches& matches);
    [[nodiscard]] Verdict judge(const Matches& complete, Time now) const;
    [[nodiscard]] Verdict judge_bounded(std::uint64_t complete, std::uint64_t settled, Time now) const;
    [[nodiscard]] std::optional<HttpResponse> confirm(const Matches& complete, Verdict::Kind kind);
    [[nodiscard]] HttpResponse failure(unsigned status, const Matches& matched) const;
    template <class Work>
    void answer_with(Work work);
    void deliver(HttpResponse response);
    void ask_again();

    Context& context_;
    const WaitCriteria criteria_;
    const std::string base_url_;
    const std::chrono::milliseconds quiet_;
    const Time deadline_;
    std::atomic<bool> is_last_look_ = false;  // the time is up
    mutable std::mutex mutex_;                // guards everything below
    Matches matches_;                         // when they were last looked at
    Deliver deliver_;                         // while somebody waits
    std::optional<Time> look_again_;
    // Until when the server lets us be; none: it has not asked yet.
    mutable std::optional<Time> armed_;
    bool shut_down_ = false;
};

}  // namespace xray::api
