// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace xray::emulator {

// How long to leave a destination alone after one failure after another: a tenth of a second, then twice as
// long each time, ten seconds at most; of that some part between a half and the whole, so that many who lost
// the same destination do not come back in step.
class Backoff {
public:
    [[nodiscard]] std::chrono::milliseconds next() {
        const std::chrono::milliseconds whole = next_;
        next_ = std::min<std::chrono::milliseconds>(next_ * 2, kLongest);
        std::uniform_int_distribution<std::chrono::milliseconds::rep> part(whole.count() / 2, whole.count());
        return std::chrono::milliseconds(part(random_));
    }

    void reset() { next_ = kFirst; }

private:
    static constexpr std::chrono::milliseconds kFirst{100};
    static constexpr std::chrono::seconds kLongest{10};

    std::chrono::milliseconds next_ = kFirst;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace xray::emulator
