// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/daemon_carrier.hpp"

#include <sys/socket.h>

#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>

namespace xray::emulator {
namespace {

using boost::asio::ip::udp;
using boost::system::error_code;

constexpr std::string_view kHeader = "{\"format\":\"json\",\"version\":1}\n";
constexpr std::size_t kMostDatagramBytes = 65'507;  // of UDP over IPv4
// With batches of 50 at most 10,000 documents a second.
constexpr std::chrono::milliseconds kPause{5};

// What the network has told of what was sent before.
error_code pending_error(udp::socket& socket) {
    int pending = 0;
    socklen_t size = sizeof(pending);
    getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &pending, &size);
    return {pending, boost::system::system_category()};
}

}  // namespace

std::size_t longest_for_daemon() {
    return kMostDatagramBytes - kHeader.size();
}

DaemonCarrier::DaemonCarrier(boost::asio::io_context& io, const ForwardTarget& target)
    : target_(target), resolver_(io), socket_(io), timer_(io) {}

DaemonCarrier::~DaemonCarrier() {
    DaemonCarrier::cancel();
}

void DaemonCarrier::cancel() {
    ++number_;
    done_ = {};
    batch_ = nullptr;
    error_code ignored;
    resolver_.cancel();
    socket_.close(ignored);
    timer_.cancel();
}

void DaemonCarrier::send(const OutgoingBatch& batch, Done done) {
    batch_ = &batch;
    done_ = std::move(done);
    next_ = 0;
    ++number_;
    open();
}

void DaemonCarrier::open() {
    if (socket_.is_open()) return send_next();
    resolver_.async_resolve(
        target_.server.host, std::to_string(target_.server.port),
        [this, number = number_](error_code error, const udp::resolver::results_type& addresses) {
            if (error == boost::asio::error::operation_aborted || number != number_) return;
            if (error) return fail("cannot find " + target_.server.host + ": " + error.message());
            const udp::endpoint address = *addresses.begin();
            socket_.open(address.protocol(), error);
            if (!error) socket_.connect(address, error);
            if (error) return fail(error.message());
            send_next();
        });
}

void DaemonCarrier::send_next() {
    if (next_ == batch_->size()) return pause();
    datagram_.assign(kHeader).append(*(*batch_)[next_].document.text);
    ++next_;
    socket_.async_send(boost::asio::buffer(datagram_),
                       [this, number = number_](error_code error, std::size_t) {
                           if (number != number_) return;
                           if (error) return fail(error.message());
                           send_next();
                       });
}

void DaemonCarrier::pause() {
    timer_.expires_after(kPause);
    timer_.async_wait([this, number = number_](error_code) {
        if (number != number_) return;
        // Where nobody listens, the machine there says so after the datagram has been sent.
        const error_code error = pending_error(socket_);
        if (error) return fail(error.message());
        finish({});
    });
}

void DaemonCarrier::fail(const std::string& reason) {
    error_code ignored;
    socket_.close(ignored);
    finish({.kind = SendResult::Kind::kUnreachable, .reason = reason});
}

void DaemonCarrier::finish(SendResult result) {
    batch_ = nullptr;
    if (const Done done = std::exchange(done_, {})) done(std::move(result));
}

}  // namespace xray::emulator
