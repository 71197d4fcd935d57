// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/base/time.hpp"

namespace xray::api {

struct Heard {
    Micros at = 0;
    // The address of a datagram's sender, "127.0.0.1:41043", or what a client of HTTP calls itself; may be
    // empty.
    std::string who;
};

// Who was heard last on one of the ways in, since the start or the last reset.
//
// Threads: every method may be called from any thread.
class LastHeard {
public:
    void note(Micros at, std::string who) {
        const std::lock_guard lock(mutex_);
        heard_ = Heard{at, std::move(who)};
    }

    // Nothing if nobody was heard.
    [[nodiscard]] std::optional<Heard> get() const {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

    void forget() {
        const std::lock_guard lock(mutex_);
        heard_.reset();
    }

private:
    mutable std::mutex mutex_;
    std::optional<Heard> heard_;  // guarded by mutex_
};

}  // namespace xray::api
