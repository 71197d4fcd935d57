// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/ingest/forwarding.hpp"

namespace xray::emulator {

// A document on its way to one destination.
struct Outgoing {
    api::AcceptedDocument document;
    // The kForwardedByHeader to send it with (api/ingest/forwarding.hpp).
    std::shared_ptr<const std::string> forwarded_by;
    // Answers of the destination that speak of a fault of its own.
    int server_errors = 0;
};

using OutgoingBatch = std::vector<Outgoing>;

// What waits for one destination, bounded in documents and bytes. What is taken out still counts until it is
// told what became of it.
//
// Threads: every method may be called from any thread.
class ForwardQueue {
public:
    struct Bounds {
        std::size_t documents = 0;
        std::size_t bytes = 0;
    };
    struct Size {
        std::size_t documents = 0;
        std::size_t bytes = 0;
    };

    explicit ForwardQueue(const Bounds& bounds) : bounds_(bounds) {}

    // False where there is no room.
    [[nodiscard]] bool push(Outgoing outgoing);

    // The oldest that wait and go together: of one kForwardedByHeader, at most so many documents and, unless
    // the first one has more by itself, so many bytes.
    [[nodiscard]] OutgoingBatch take(const Bounds& most);

    // They wait again, as the oldest.
    void put_back(OutgoingBatch batch);

    // These have arrived or are lost.
    void settle(const OutgoingBatch& batch);

    // Takes out all that waits and counts it as settled; returns how many that were.
    std::size_t drain();

    // What waits for take().
    [[nodiscard]] Size waiting() const;
    // That, and what is under way.
    [[nodiscard]] Size backlog() const;

private:
    const Bounds bounds_;
    mutable std::mutex mutex_;      // guards everything below
    std::deque<Outgoing> waiting_;  // the oldest first
    Size waiting_size_;
    Size backlog_;
};

// The bytes for which a document counts.
[[nodiscard]] std::size_t size_of(const Outgoing& outgoing);

}  // namespace xray::emulator
