// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/insights/insight.hpp"

namespace xray {

// What AWS's statistical model is, is not known. Here the expected fault rate of a service is that of its
// last hour of normal minutes; a minute is anomalous when its rate is above the expected one by three
// standard deviations and at least five percentage points. The same requests give the same judgement. All
// numbers are ours.
class FaultBaseline {
public:
    static constexpr std::size_t kBaselineMinutes = 60;        // normal minutes with requests, at most
    static constexpr std::size_t kFewestBaselineMinutes = 10;  // before that nothing is judged
    static constexpr std::uint64_t kFewestRequests = 5;
    static constexpr std::uint64_t kFewestFaults = 3;
    // Where one minute has fewer than kFewestRequests, the minutes before it are judged with it.
    static constexpr std::int64_t kLongestView = 5;
    static constexpr double kDeviations = 3;
    static constexpr double kSmallestRise = 0.05;

    struct Judgement {
        bool anomalous = false;
        double rate = 0;   // of the minutes that were judged
        double limit = 1;  // the highest rate that is expected
    };

    // How many faults are normal. Nothing before kFewestBaselineMinutes normal minutes.
    struct Band {
        double low = 0;
        double high = 0;
    };
    [[nodiscard]] std::optional<Band> expected_faults(std::uint64_t requests) const;

    // Judges a minute in which the service had requests, then learns from it if it is normal. Minutes must
    // come in order.
    Judgement judge(std::int64_t minute, const RequestImpact& requests);

private:
    struct Entry {
        std::int64_t minute = 0;
        std::uint64_t faults = 0;
        std::uint64_t total = 0;
    };

    [[nodiscard]] Entry view(std::int64_t minute) const;
    // The expected fault rate, and how far the rate of so many requests may lie from it.
    struct Expectation {
        double rate = 0;
        double tolerance = 0;
    };
    [[nodiscard]] Expectation expectation(std::uint64_t requests) const;
    void learn(const Entry& entry);

    std::deque<Entry> recent_;  // the minutes of the longest view
    std::deque<Entry> normal_;
    std::uint64_t normal_faults_ = 0;
    std::uint64_t normal_total_ = 0;
};

}  // namespace xray
