// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/bench/workload.hpp"

namespace xray::bench {

// Two sockets of this process on 127.0.0.1: what receiving costs when nothing is done with the datagrams.
class LoopbackPair {
public:
    LoopbackPair();
    LoopbackPair(const LoopbackPair&) = delete;
    LoopbackPair& operator=(const LoopbackPair&) = delete;
    ~LoopbackPair();

    void send(std::string_view datagram) const;

    // Receives all that waits, by recvmmsg. How many datagrams that were.
    [[nodiscard]] std::size_t receive_waiting() const;

private:
    int sender_ = -1;
    int receiver_ = -1;
};

struct SendResult {
    std::uint64_t sent = 0;
    std::chrono::duration<double> taken{};

    [[nodiscard]] double rate() const { return static_cast<double>(sent) / taken.count(); }
};

// Sends the workload's datagrams to a port of 127.0.0.1 at `rate` a second, in a burst each millisecond, for
// `seconds`. A sender that the machine holds up catches up at most 20 ms, then goes on at its pace: the
// result tells what was sent.
[[nodiscard]] SendResult send_paced(std::uint16_t port, Workload& workload, double rate, double seconds);

}  // namespace xray::bench
