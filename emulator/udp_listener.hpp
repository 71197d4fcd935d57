// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <thread>

#include <boost/asio/ip/udp.hpp>

#include "api/faults/fault_list.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "core/base/counters.hpp"
#include "emulator/system/datagrams.hpp"

namespace xray::emulator {

// Receives the datagrams of the daemon's protocol on a thread of its own and hands them to the ingest in
// batches, as they lie in the kernel's buffer. That buffer is made as large as the kernel allows: with the
// default of 208 KiB a burst of 92 segments is too much, and nobody tells the sender. A batch whose handling
// fails, for want of memory, is lost and counted; the next one is taken as if nothing had been. Faults for
// datagrams drop them before anybody else sees them.
class UdpListener {
public:
    // What went wrong, and why. Must not throw.
    using LogSink = std::function<void(std::string_view what, std::string_view reason)>;

    // Takes a bound socket. Does not receive before start(). `log` is told of failures, at most every ten
    // seconds; it must not throw.
    UdpListener(boost::asio::ip::udp::socket socket, api::SegmentIngest& ingest, api::FaultList& faults,
                Counters& counters, LogSink log);
    UdpListener(const UdpListener&) = delete;
    UdpListener& operator=(const UdpListener&) = delete;
    ~UdpListener();

    // What the kernel really gave, in bytes, without the half that it sets aside for its own overhead.
    [[nodiscard]] std::size_t receive_buffer_bytes() const;

    // Throws std::system_error where the system gives no thread.
    void start();

    // Takes in what has arrived until now, then ends the thread. Nothing is received afterwards.
    void stop();

private:
    void run();
    void receive_waiting();
    void take(std::span<const std::string_view> datagrams);
    void take_some(std::span<const std::string_view> datagrams);
    void warn_of_failure(int error) noexcept;
    void warn(std::string_view what, std::string_view reason) noexcept;
    void count_losses();

    boost::asio::ip::udp::socket socket_;
    api::SegmentIngest& ingest_;
    api::FaultList& faults_;
    Counters& counters_;
    const LogSink log_;
    DatagramBatch batch_;
    std::chrono::steady_clock::time_point next_warning_{};
    std::array<int, 2> stop_pipe_{-1, -1};
    std::uint32_t losses_seen_ = 0;
    std::thread thread_;
};

}  // namespace xray::emulator
