// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emulator/forward/queue.hpp"

namespace xray::emulator {

// What became of one try to send a batch.
struct SendResult {
    enum class Kind {
        kTaken,        // but for `refused` and `again`
        kUnreachable,  // nobody there, no time, or not now: to be sent again
        kServerError,  // a fault of the destination, which may be due to what was sent
        kRefused,      // for good
        kLoop,         // the destination has got these from here already
    };

    Kind kind = Kind::kTaken;
    std::string reason = {};  // in words, unless everything was taken
    // Which documents of the batch, by their numbers, are to be sent again, and how many are refused for
    // good.
    std::vector<std::size_t> again = {};
    std::size_t refused = 0;
    // How long the destination wants to be left alone.
    std::optional<std::chrono::milliseconds> retry_after = {};
};

// Brings batches to one destination, one at a time. All of it runs on the forwarder's thread.
class Carrier {
public:
    using Done = std::function<void(SendResult)>;

    Carrier() = default;
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;
    virtual ~Carrier() = default;

    // `batch` is not empty and stays as it is until `done` is called, which happens once, and never within
    // the call.
    virtual void send(const OutgoingBatch& batch, Done done) = 0;

    // Gives up what is under way; its `done` will not be called.
    virtual void cancel() = 0;
};

}  // namespace xray::emulator
