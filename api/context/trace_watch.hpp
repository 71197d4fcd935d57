// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "core/base/ids.hpp"
#include "core/digest/trace_digest.hpp"

namespace xray::storage {
class TraceStore;
}

namespace xray::api {

// Shows traces that appear or change to whoever watches. The store's writer only leaves their ids here and
// wakes a thread; look(), on a thread that may block, decodes each of them once for all watchers. Without
// watchers a change costs nothing.
//
// Threads: every method may be called from any thread.
class TraceWatch {
public:
    // Watches, for as long as somebody else holds it. Its methods run one at a time and must not throw.
    class Watcher {
    public:
        virtual ~Watcher() = default;
        // A trace is new or has changed. Must not call the store.
        virtual void on_trace(const TraceDigest& digest) = 0;
        // A number of traces have been shown.
        virtual void on_round() = 0;
    };

    using Time = std::chrono::steady_clock::time_point;

    // The store must outlive it.
    explicit TraceWatch(storage::TraceStore& store);
    TraceWatch(const TraceWatch&) = delete;
    TraceWatch& operator=(const TraceWatch&) = delete;
    ~TraceWatch();

    // What changes from here on, `watcher` is shown.
    void add(const std::shared_ptr<Watcher>& watcher);

    // `wake_up` must have look() called soon, on another thread. It must not block; none if it is empty. Once
    // set_wake_up() has returned, the one before is not being called.
    void set_wake_up(std::function<void()> wake_up);

    // Shows what has changed since. Returns at once where another thread is at it. A trace that cannot be
    // read is skipped.
    void look();

    // When a trace has appeared or changed for the last time; none: not yet.
    [[nodiscard]] std::optional<Time> last_change();

    // The time by which changes are dated, which no one moves but a test.
    [[nodiscard]] Time now();
    void set_clock(std::function<Time()> clock);

private:
    void note(std::span<const TraceId> changed);
    std::vector<std::shared_ptr<Watcher>> living_watchers();
    void show(const std::unordered_set<TraceId>& changed, std::span<const std::shared_ptr<Watcher>> watchers);
    void show_readable(std::span<const TraceId> ids, const std::function<void(const TraceDigest&)>& show_one);

    storage::TraceStore& store_;
    std::mutex mutex_;  // guards everything below
    std::vector<std::weak_ptr<Watcher>> watchers_;
    std::unordered_set<TraceId> changed_;
    std::function<void()> wake_up_;
    std::function<Time()> clock_ = [] { return std::chrono::steady_clock::now(); };
    std::optional<Time> last_change_;
    bool is_woken_ = false;  // until look() has found nothing more
    bool looking_ = false;
};

}  // namespace xray::api
