// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

namespace xray::emulator {

// How many lines of a kind the log gets in a stretch of time, so that a flood of what they tell is no flood
// of lines.
//
// Threads: any thread may ask.
class LinePace {
public:
    enum class Turn {
        kWrite,
        kWriteLast,  // the last line of this stretch
        kSkip,
    };

    LinePace(std::size_t most, std::chrono::seconds stretch) : most_(most), stretch_(stretch) {}

    // To be asked for each line, once.
    [[nodiscard]] Turn take() {
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        if (now >= begin_ + stretch_) {
            begin_ = now;
            written_ = 0;
        }
        if (written_ == most_) return Turn::kSkip;
        return ++written_ == most_ ? Turn::kWriteLast : Turn::kWrite;
    }

private:
    const std::size_t most_;
    const std::chrono::seconds stretch_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point begin_;  // guarded by mutex_
    std::size_t written_ = 0;                      // guarded by mutex_
};

}  // namespace xray::emulator
