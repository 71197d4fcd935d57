// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "api/ingest/forwarding.hpp"

namespace xray::emulator {

// Which documents have been passed on, so that a circle of which nothing else tells (through the X-Ray
// daemon, or a collector) comes to an end: a repeat is not passed on, as the store takes it for the document
// that it has. It remembers about the last 200,000; older ones make room.
//
// Threads: every method may be called from any thread.
class Repeats {
public:
    Repeats() : keys_(kPlaces) {}

    // Whether the document is a repeat: a completed one of the same ids, or one in progress of the same text.
    [[nodiscard]] bool is_repeat(const api::AcceptedDocument& document) const;

    // From now on its like are repeats.
    void remember(const api::AcceptedDocument& document);

    void forget_all();

private:
    static constexpr std::size_t kPlaces = 1U << 18U;

    [[nodiscard]] static std::uint64_t key_of(const api::AcceptedDocument& document);

    // Each key has one place; 0: none.
    std::vector<std::atomic<std::uint64_t>> keys_;
};

}  // namespace xray::emulator
