// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace xray::api {

// What the counters stood at when the emulator was reset last, by name: GET /_emulator/stats counts from
// there, GET /metrics from the start.
//
// Threads: every method may be called from any thread.
class CounterBaseline {
public:
    using Counts = std::map<std::string, std::uint64_t, std::less<>>;

    void set(Counts counts) {
        const std::lock_guard lock(mutex_);
        counts_ = std::move(counts);
    }

    // How far that counter has come since. What is counted in two places while a reset runs may be short of
    // one in the other, so it never goes below 0.
    [[nodiscard]] std::uint64_t since(std::string_view name, std::uint64_t count) const {
        const std::lock_guard lock(mutex_);
        const auto found = counts_.find(name);
        const std::uint64_t before = found == counts_.end() ? 0 : found->second;
        return count > before ? count - before : 0;
    }

private:
    mutable std::mutex mutex_;
    Counts counts_;  // guarded by mutex_
};

}  // namespace xray::api
