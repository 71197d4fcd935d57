// SPDX-License-Identifier: Apache-2.0
#include "api/context/trace_watch.hpp"

#include <exception>
#include <utility>

#include "storage/trace_store.hpp"

namespace xray::api {
TraceWatch::TraceWatch(storage::TraceStore& store) : store_(store) {
    store_.listen([this](std::span<const TraceId> changed) { note(changed); });
}

TraceWatch::~TraceWatch() {
    store_.listen({});
}

void TraceWatch::add(const std::shared_ptr<Watcher>& watcher) {
    const std::lock_guard lock(mutex_);
    std::erase_if(watchers_, [](const std::weak_ptr<Watcher>& known) { return known.expired(); });
    watchers_.push_back(watcher);
}

void TraceWatch::set_wake_up(std::function<void()> wake_up) {
    const std::lock_guard lock(mutex_);
    wake_up_ = std::move(wake_up);
    is_woken_ = false;
}

void TraceWatch::note(std::span<const TraceId> changed) {
    const std::lock_guard lock(mutex_);
    last_change_ = clock_();
    if (watchers_.empty()) return;
    changed_.insert(changed.begin(), changed.end());
    if (is_woken_ || !wake_up_) return;
    is_woken_ = true;
    wake_up_();
}

std::optional<TraceWatch::Time> TraceWatch::last_change() {
    const std::lock_guard lock(mutex_);
    return last_change_;
}

TraceWatch::Time TraceWatch::now() {
    const std::lock_guard lock(mutex_);
    return clock_();
}

void TraceWatch::set_clock(std::function<Time()> clock) {
    const std::lock_guard lock(mutex_);
    clock_ = std::move(clock);
}

std::vector<std::shared_ptr<TraceWatch::Watcher>> TraceWatch::living_watchers() {
    std::vector<std::shared_ptr<Watcher>> living;
    std::erase_if(watchers_, [&](const std::weak_ptr<Watcher>& known) {
        std::shared_ptr<Watcher> watcher = known.lock();
        if (watcher == nullptr) return true;
        living.push_back(std::move(watcher));
        return false;
    });
    return living;
}

void TraceWatch::look() {
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(looking_, true)) return;
    }
    for (;;) {
        std::unordered_set<TraceId> changed;
        std::vector<std::shared_ptr<Watcher>> watchers;
        {
            const std::lock_guard lock(mutex_);
            watchers = living_watchers();
            changed.swap(changed_);
            if (changed.empty()) {
                is_woken_ = false;
                looking_ = false;
                return;
            }
        }
        show(changed, watchers);
        for (const auto& watcher : watchers) watcher->on_round();
    }
}

void TraceWatch::show(const std::unordered_set<TraceId>& changed,
                      std::span<const std::shared_ptr<Watcher>> watchers) {
    if (watchers.empty()) return;
    const std::vector<TraceId> ids(changed.begin(), changed.end());
    const auto show_one = [&](const TraceDigest& digest) {
        for (const auto& watcher : watchers) watcher->on_trace(digest);
    };
    try {
        store_.visit_digests(ids, show_one);
    } catch (const std::exception&) {
        show_readable(ids, show_one);
    }
}

// One by one: some may be shown a second time, and none is left out because another cannot be read.
void TraceWatch::show_readable(std::span<const TraceId> ids,
                               const std::function<void(const TraceDigest&)>& show_one) {
    for (const TraceId& id : ids) {
        try {
            store_.visit_digest(id, show_one);
        } catch (const std::exception&) {
            // A waiting call looks at the whole store once more before it gives up, and tells of the failure.
            continue;
        }
    }
}

}  // namespace xray::api
