// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <span>
#include <utility>

#include "storage/types.hpp"

namespace xray::storage {

// Carries the writer's word of changed traces to the listener of the moment (TraceStore::listen()).
//
// Threads: any.
class ChangeSignal {
public:
    // Once it has returned, the listener before is not being called.
    void connect(ChangeListener listener) {
        const std::lock_guard lock(mutex_);
        listener_ = std::move(listener);
    }

    void tell(std::span<const TraceId> changed) {
        const std::lock_guard lock(mutex_);
        if (listener_ && !changed.empty()) listener_(changed);
    }

private:
    std::mutex mutex_;
    ChangeListener listener_;  // guarded by mutex_
};

}  // namespace xray::storage
