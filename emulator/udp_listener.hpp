// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <thread>

#include <boost/asio/ip/udp.hpp>

#include "api/segment_ingest.hpp"
#include "core/counters.hpp"

namespace xray::emulator {

// Receives the datagrams of the daemon's protocol on a thread of its own and hands them to the ingest in
// batches, as they lie in the kernel's buffer. That buffer is made as large as the kernel allows: with the
// default of 208 KiB a burst of 92 segments is too much, and nobody tells the sender.
class UdpListener {
public:
    // Takes a bound socket. Does not receive before start().
    UdpListener(boost::asio::ip::udp::socket socket, api::SegmentIngest& ingest, Counters& counters);
    UdpListener(const UdpListener&) = delete;
    UdpListener& operator=(const UdpListener&) = delete;
    ~UdpListener();

    // What the kernel really gave, in bytes, without the half that it sets aside for its own overhead.
    [[nodiscard]] std::size_t receive_buffer_bytes() const;

    void start();

    // Takes in what has arrived until now, then ends the thread. Nothing is received afterwards.
    void stop();

private:
    class Batch;

    void run();
    void receive_waiting(Batch& batch);
    void count_losses();

    boost::asio::ip::udp::socket socket_;
    api::SegmentIngest& ingest_;
    Counters& counters_;
    int stop_event_ = -1;
    std::uint32_t losses_seen_ = 0;
    std::thread thread_;
};

}  // namespace xray::emulator
