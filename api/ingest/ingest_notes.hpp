// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"

namespace xray::api {

// One refused document or datagram.
struct RejectedDocument {
    Micros at = 0;
    std::string source;  // "UDP", "PutTraceSegments", ...
    std::string sender;  // of a datagram, "127.0.0.1:41043"; else empty
    // The ErrorCode, or why a datagram was no packet of the daemon's protocol.
    std::string reason;
    std::string message;  // the service's words
    // As in DocumentRefusal.
    std::string member;
    std::string explanation;
    std::optional<std::size_t> position;
    std::string excerpt;  // the first bytes of its text
};

// Something about a document that was taken, but is hardly what its sender meant.
struct DocumentWarning {
    Micros at = 0;
    std::string source;
    std::string sender;
    std::string reason;  // "Milliseconds", "EndBeforeStart", "InTheFuture"
    std::string explanation;
    std::string trace_id;
    std::string id;
    std::string name;
};

using ReasonCounts = std::vector<std::pair<std::string, std::uint64_t>>;

// What is remembered of documents for GET /_emulator/stats: the last of them, and how often each reason was
// given.
//
// Threads: every method may be called from any thread.
template <class Note>
class Notes {
public:
    static constexpr std::size_t kMost = 100;

    // Returns how often its reason has been given.
    std::uint64_t add(Note note) {
        const std::lock_guard lock(mutex_);
        const std::uint64_t count = ++counts_[note.reason];
        last_.push_front(std::move(note));
        if (last_.size() > kMost) last_.pop_back();
        return count;
    }

    // Newest first.
    [[nodiscard]] std::vector<Note> last() const {
        const std::lock_guard lock(mutex_);
        return {last_.begin(), last_.end()};
    }

    // In alphabetical order.
    [[nodiscard]] ReasonCounts counts() const {
        const std::lock_guard lock(mutex_);
        return {counts_.begin(), counts_.end()};
    }

    void forget() {
        const std::lock_guard lock(mutex_);
        last_.clear();
        counts_.clear();
    }

private:
    mutable std::mutex mutex_;
    std::deque<Note> last_;                        // guarded by mutex_
    std::map<std::string, std::uint64_t> counts_;  // guarded by mutex_
};

}  // namespace xray::api
