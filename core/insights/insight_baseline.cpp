// SPDX-License-Identifier: Apache-2.0
#include "core/insights/insight_baseline.hpp"

#include <algorithm>
#include <cmath>

namespace xray {

FaultBaseline::Judgement FaultBaseline::judge(std::int64_t minute, const RequestImpact& requests) {
    const Entry entry{minute, requests.faults, requests.total};
    recent_.push_back(entry);
    while (recent_.front().minute <= minute - kLongestView) recent_.pop_front();

    Judgement judgement;
    const Entry seen = view(minute);
    judgement.rate = static_cast<double>(seen.faults) / static_cast<double>(seen.total);
    if (normal_.size() >= kFewestBaselineMinutes) {
        const Expectation expected = expectation(seen.total);
        judgement.limit = std::min(expected.rate + expected.tolerance, 1.0);
    }
    judgement.anomalous =
        seen.total >= kFewestRequests && seen.faults >= kFewestFaults && judgement.rate > judgement.limit;
    if (!judgement.anomalous) learn(entry);
    return judgement;
}

// The newest minutes, as few as hold enough requests.
FaultBaseline::Entry FaultBaseline::view(std::int64_t minute) const {
    Entry sum{minute, 0, 0};
    for (auto entry = recent_.rbegin(); entry != recent_.rend() && sum.total < kFewestRequests; ++entry) {
        sum.faults += entry->faults;
        sum.total += entry->total;
    }
    return sum;
}

// One imagined fault among two imagined requests more keeps a short or spotless past from being taken for a
// promise.
FaultBaseline::Expectation FaultBaseline::expectation(std::uint64_t requests) const {
    const double rate = (static_cast<double>(normal_faults_) + 1) / (static_cast<double>(normal_total_) + 2);
    const double deviation = std::sqrt(rate * (1 - rate) / static_cast<double>(requests));
    return {rate, std::max(kDeviations * deviation, kSmallestRise)};
}

std::optional<FaultBaseline::Band> FaultBaseline::expected_faults(std::uint64_t requests) const {
    if (normal_.size() < kFewestBaselineMinutes || requests == 0) return std::nullopt;
    const Expectation expected = expectation(requests);
    const auto count = static_cast<double>(requests);
    return Band{std::max(expected.rate - expected.tolerance, 0.0) * count,
                std::min(expected.rate + expected.tolerance, 1.0) * count};
}

void FaultBaseline::learn(const Entry& entry) {
    normal_.push_back(entry);
    normal_faults_ += entry.faults;
    normal_total_ += entry.total;
    if (normal_.size() <= kBaselineMinutes) return;
    normal_faults_ -= normal_.front().faults;
    normal_total_ -= normal_.front().total;
    normal_.pop_front();
}

}  // namespace xray
