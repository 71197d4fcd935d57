// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace xray::emulator {

// A connection that is plain until TLS is started on it: one type for both, so that one session serves both.
// A stream in the sense of Asio (AsyncReadStream, AsyncWriteStream).
class HttpStream {
public:
    using executor_type = boost::asio::ip::tcp::socket::executor_type;
    using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

    explicit HttpStream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

    [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
    [[nodiscard]] boost::asio::ip::tcp::socket& socket() { return socket_; }

    // Null while the connection is plain.
    [[nodiscard]] TlsStream* tls() { return tls_.get(); }

    // From here on everything is TLS; the caller makes the handshake. `context` must outlive the stream.
    TlsStream& start_tls(boost::asio::ssl::context& context) {
        tls_ = std::make_unique<TlsStream>(socket_, context);
        return *tls_;
    }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Handler>(handler));
        socket_.async_read_some(buffers, std::forward<Handler>(handler));
    }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Handler>(handler));
        socket_.async_write_some(buffers, std::forward<Handler>(handler));
    }

private:
    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<TlsStream> tls_;  // refers to socket_
};

}  // namespace xray::emulator
