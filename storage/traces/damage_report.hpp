// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "storage/traces/graph_fold_table.hpp"

namespace xray::storage {

// Rows that turned out to be damaged, on their way from those who met them to the writer, which works out
// again what was worked out from documents, and tells of documents. The same row is reported once a minute at
// most, however often it is met: what cannot be mended must not keep the writer busy.
//
// Threads: any, but for the constructor.
class DamageReport {
public:
    struct Found {
        std::vector<std::int64_t> traces;  // trace.seq
        std::vector<FoldCell> folds;
        std::vector<std::int64_t> documents;  // document.seq; nothing can be done for them but to tell
    };

    // `tell` is called, by whoever met it, when there is damage and there was none before.
    explicit DamageReport(std::function<void()> tell) : tell_(std::move(tell)) {}

    void note_trace(std::int64_t row);
    void note_fold(const FoldCell& cell);
    void note_document(std::int64_t seq);

    // What has been met since the last call.
    [[nodiscard]] Found take();

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    template <class Key>
    void note(std::map<Key, SteadyTime>& known, std::vector<Key>& waiting, const Key& key);

    const std::function<void()> tell_;
    std::mutex mutex_;  // guards everything below
    Found waiting_;
    std::map<std::int64_t, SteadyTime> traces_;  // when they were reported
    std::map<FoldCell, SteadyTime> folds_;
    std::map<std::int64_t, SteadyTime> documents_;
};

}  // namespace xray::storage
