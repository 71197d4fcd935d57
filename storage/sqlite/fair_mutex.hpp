// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace xray::storage {

// A mutex that serves threads in the order of their arrival. A std::mutex lets the writer, which takes it
// again a moment after every transaction, keep all readers out for as long as it has work.
class FairMutex {
public:
    void lock() {
        std::unique_lock lock(mutex_);
        const std::uint64_t place = next_++;
        called_.wait(lock, [&] { return place == serving_; });
    }

    void unlock() {
        // Notified under the lock: the next holder may end this object's life as soon as it is let in.
        const std::lock_guard lock(mutex_);
        ++serving_;
        called_.notify_all();
    }

    // Whether anybody waits. For the holder.
    [[nodiscard]] bool has_waiters() {
        const std::lock_guard lock(mutex_);
        return next_ > serving_ + 1;
    }

private:
    std::mutex mutex_;
    std::condition_variable called_;
    std::uint64_t next_ = 0;     // guarded by mutex_
    std::uint64_t serving_ = 0;  // guarded by mutex_
};

}  // namespace xray::storage
