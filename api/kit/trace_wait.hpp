// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "api/context/context.hpp"
#include "api/context/trace_watch.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"
#include "core/base/ids.hpp"

namespace xray::api {

// One call of POST /_emulator/wait: remembers which traces match, and looks only at those that change.
// Answers
// - 200 {TraceSummaries} with the matching ones, newest first, at most 1000 or `count` if that is more;
// - 408 when time is up, with what there is and what came closest (trace_wait_closest.hpp);
// - 503 when the emulator ends, 500 when the store fails.
//
// All traces of the store count, whatever their time. With the indexing delay, a trace counts when queries
// see it.
class TraceWait final : public TraceWatch::Watcher, public Deferred<HttpResponse> {
public:
    struct Criteria {
        TraceFilter filter;
        std::size_t count = 1;
        std::chrono::milliseconds timeout{5000};
        // Whether traces count of which something is missing: a segment in progress, or a
        // parent that has not come. By default a test is told of a trace when it is whole.
        bool partial = false;
    };

    TraceWait(Context& context, Criteria criteria) : context_(context), criteria_(std::move(criteria)) {}

    // Looks at the whole store: the answer, if enough traces match already. Throws what the store throws.
    [[nodiscard]] std::optional<HttpResponse> look_at_all();

    void on_trace(const TraceDigest& digest) override;
    void on_round() override;

    void start(Deliver deliver) override;
    [[nodiscard]] std::chrono::milliseconds timeout() const override { return criteria_.timeout; }
    void expire() override;
    void shut_down() override;
    void cancel() override;

    // Whether a trace of which something is missing would not count.
    [[nodiscard]] static bool is_whole(const TraceDigest& digest);

private:
    [[nodiscard]] bool counts(const TraceDigest& digest) const;
    [[nodiscard]] std::optional<HttpResponse> answer_from(const std::unordered_set<TraceId>& candidates);
    void answer_if_enough();
    void deliver(HttpResponse response);

    Context& context_;
    const Criteria criteria_;
    std::mutex mutex_;                      // guards everything below
    std::unordered_set<TraceId> matching_;  // when they were last looked at
    Deliver deliver_;                       // while somebody waits
    bool shut_down_ = false;
};

}  // namespace xray::api
