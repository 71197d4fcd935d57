// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace xray {

// What the work on one trace may cost, counted in steps: looks at one segment or subsegment, or at
// kBytesPerStep of text. A count and no time, so that the same trace always comes out the same way.
class StepBudget {
public:
    static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();
    static constexpr std::uint64_t kBytesPerStep = 64;

    explicit StepBudget(std::uint64_t steps = kUnlimited) : steps_(steps) {}

    // Takes `steps`. False from the first time on that there are not so many left.
    [[nodiscard]] bool spend(std::uint64_t steps = 1) {
        if (exhausted_ || steps > steps_ - spent_) {
            exhausted_ = true;
            return false;
        }
        spent_ += steps;
        return true;
    }

    [[nodiscard]] bool is_exhausted() const { return exhausted_; }
    [[nodiscard]] std::uint64_t spent() const { return spent_; }
    [[nodiscard]] std::uint64_t limit() const { return steps_; }

private:
    std::uint64_t steps_;
    std::uint64_t spent_ = 0;
    bool exhausted_ = false;
};

}  // namespace xray
