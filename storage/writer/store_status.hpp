// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "storage/traces/store_state.hpp"

namespace xray::storage {

// The state of the store as of the last transaction: the one copy, which the writer replaces and everybody
// else reads, from any thread.
class StoreStatus {
public:
    explicit StoreStatus(const StoreState& state) : state_(state) {}

    [[nodiscard]] StoreState get() const {
        const std::lock_guard lock(mutex_);
        return state_;
    }

    // For the writer, behind each commit. What waits for a change (WriteQueue) is to be told afterwards.
    void publish(const StoreState& state) {
        const std::lock_guard lock(mutex_);
        state_ = state;
    }

private:
    mutable std::mutex mutex_;
    StoreState state_;
};

}  // namespace xray::storage
