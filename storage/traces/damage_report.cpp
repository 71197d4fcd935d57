// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/damage_report.hpp"

#include <utility>

namespace xray::storage {
namespace {

constexpr std::chrono::minutes kBetweenReports{1};

// Of each kind. More are reported when a later query meets them.
constexpr std::size_t kMaxKnown = 10'000;

}  // namespace

template <class Key>
void DamageReport::note(std::map<Key, SteadyTime>& known, std::vector<Key>& waiting, const Key& key) {
    const SteadyTime now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(mutex_);
        const auto reported = known.find(key);
        if (reported != known.end() && now - reported->second < kBetweenReports) return;
        if (reported == known.end() && known.size() >= kMaxKnown) {
            std::erase_if(known, [now](const auto& entry) { return now - entry.second >= kBetweenReports; });
            if (known.size() >= kMaxKnown) return;
        }
        known[key] = now;
        waiting.push_back(key);
        if (waiting_.traces.size() + waiting_.folds.size() + waiting_.documents.size() > 1) return;
    }
    tell_();
}

void DamageReport::note_trace(std::int64_t row) {
    note(traces_, waiting_.traces, row);
}

void DamageReport::note_fold(const FoldCell& cell) {
    note(folds_, waiting_.folds, cell);
}

void DamageReport::note_document(std::int64_t seq) {
    note(documents_, waiting_.documents, seq);
}

DamageReport::Found DamageReport::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
}

}  // namespace xray::storage
