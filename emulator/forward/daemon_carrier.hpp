// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "emulator/forward/carrier.hpp"
#include "emulator/forward/target.hpp"

namespace xray::emulator {

// The longest document that fits into a datagram of the daemon's protocol.
[[nodiscard]] std::size_t longest_for_daemon();

// Sends documents to an X-Ray daemon, each as a datagram. Nobody answers: what is sent counts as taken,
// unless the system tells that nobody listens there. A batch is followed by a pause, so that the daemon's
// receive buffer does not overflow.
class DaemonCarrier final : public Carrier {
public:
    // `target` must outlive it.
    DaemonCarrier(boost::asio::io_context& io, const ForwardTarget& target);
    ~DaemonCarrier() override;

    void send(const OutgoingBatch& batch, Done done) override;
    void cancel() override;

private:
    void open();
    void send_next();
    void pause();
    void finish(SendResult result);
    void fail(const std::string& reason);

    const ForwardTarget& target_;
    boost::asio::ip::udp::resolver resolver_;
    boost::asio::ip::udp::socket socket_;
    boost::asio::steady_timer timer_;
    // What is under way; a handler of an earlier number comes too late.
    const OutgoingBatch* batch_ = nullptr;
    std::uint64_t number_ = 0;
    std::size_t next_ = 0;
    std::string datagram_;
    Done done_;
};

}  // namespace xray::emulator
