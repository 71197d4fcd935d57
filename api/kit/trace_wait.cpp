// SPDX-License-Identifier: Apache-2.0
#include "api/emulator_api/trace_wait.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "api/answers/summary_texts.hpp"
#include "api/emulator_api/trace_wait_closest.hpp"
#include "api/http/error_response.hpp"
#include "api/request/api_errors.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxSummaries = 1000;

HttpResponse found(const SummaryTexts& summaries) {
    HttpResponse response;
    JsonWriter writer(response.body);
    writer.begin_object();
    writer.key("TraceSummaries");
    summaries.write(writer);
    writer.end_object();
    return response;
}

}  // namespace

bool TraceWait::is_whole(const TraceDigest& digest) {
    return !digest.partial && !digest.in_progress;
}

bool TraceWait::counts(const TraceDigest& digest) const {
    return (criteria_.partial || is_whole(digest)) && criteria_.filter.passes(digest);
}

std::optional<HttpResponse> TraceWait::look_at_all() {
    context_.store.settle();
    storage::TraceScan scan;
    criteria_.filter.narrow(scan);
    const std::size_t most = std::max(kMaxSummaries, criteria_.count);
    SummaryTexts summaries;
    std::vector<TraceId> found_now;
    context_.store.scan(scan, [&](const TraceDigest& digest) {
        if (!counts(digest)) return true;
        summaries.add(digest);
        found_now.push_back(digest.id);
        return found_now.size() < most;
    });
    if (found_now.size() >= criteria_.count) return found(summaries);
    const std::lock_guard lock(mutex_);
    matching_.insert(found_now.begin(), found_now.end());
    return std::nullopt;
}

void TraceWait::on_trace(const TraceDigest& digest) {
    const bool matches = counts(digest);
    const std::lock_guard lock(mutex_);
    if (matches) {
        matching_.insert(digest.id);
    } else {
        matching_.erase(digest.id);
    }
}

void TraceWait::on_round() {
    answer_if_enough();
}

void TraceWait::start(Deliver deliver) {
    bool ends = false;
    {
        const std::lock_guard lock(mutex_);
        deliver_ = std::move(deliver);
        ends = shut_down_;
    }
    ends ? shut_down() : answer_if_enough();
}

// What matched when it was looked at may have changed or been deleted since: only what matches now counts.
std::optional<HttpResponse> TraceWait::answer_from(const std::unordered_set<TraceId>& candidates) {
    SummaryTexts matches;
    std::unordered_set<TraceId> gone = candidates;
    const std::vector<TraceId> ids(candidates.begin(), candidates.end());
    context_.store.visit_digests(ids, [&](const TraceDigest& digest) {
        if (!counts(digest)) return;
        matches.add(digest);
        gone.erase(digest.id);
    });
    if (candidates.size() - gone.size() < criteria_.count) {
        const std::lock_guard lock(mutex_);
        for (const TraceId& id : gone) matching_.erase(id);
        return std::nullopt;
    }
    matches.keep_newest(std::max(kMaxSummaries, criteria_.count));
    return found(matches);
}

void TraceWait::answer_if_enough() {
    std::unordered_set<TraceId> candidates;
    {
        const std::lock_guard lock(mutex_);
        if (!deliver_ || matching_.size() < criteria_.count) return;
        candidates = matching_;
    }
    try {
        if (std::optional<HttpResponse> answer = answer_from(candidates)) deliver(std::move(*answer));
    } catch (const std::exception& failure) {
        if (context_.log) context_.log(std::string("POST /_emulator/wait failed: ") + failure.what());
        deliver(error_response(errors::internal_failure()));
    }
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

void TraceWait::expire() {
    try {
        std::optional<HttpResponse> answer = look_at_all();
        deliver(answer ? std::move(*answer) : closest_traces(context_, criteria_));
    } catch (const std::exception& failure) {
        if (context_.log) context_.log(std::string("POST /_emulator/wait failed: ") + failure.what());
        deliver(error_response(errors::internal_failure()));
    }
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
