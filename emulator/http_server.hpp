// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "api/context.hpp"
#include "emulator/http_session.hpp"
#include "emulator/log.hpp"

namespace xray::emulator {

// Takes connections and keeps their sessions, at most 10,000 at a time; the kernel's queue holds those
// beyond. All of it, but for the requests themselves, runs on the thread that runs the io_context.
class HttpServer {
public:
    // Takes a bound acceptor. With `tls` (which outlives this) connections may be TLS or plain, without it
    // all are plain.
    HttpServer(boost::asio::io_context& io, boost::asio::ip::tcp::acceptor acceptor, api::Context& context,
               Log& log, boost::asio::ssl::context* tls);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    // Listens and begins to accept. The error says why the kernel refused.
    [[nodiscard]] boost::system::error_code start();

    // Takes no further connections or requests, lets those under way be answered for at most 5 s, then closes
    // all and calls `stopped`.
    void stop(std::function<void()> stopped);

private:
    void accept();
    void on_accepted(boost::system::error_code error, boost::asio::ip::tcp::socket socket);
    void accept_later(const boost::system::error_code& error);
    void on_session_ended(const std::shared_ptr<HttpSession>& session);
    void close_late_sessions();
    void close_all();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer accept_timer_;
    boost::asio::steady_timer sweep_timer_;
    boost::asio::steady_timer stop_timer_;
    Log& log_;
    boost::asio::thread_pool workers_;
    HttpSessionHost host_;
    std::unordered_set<std::shared_ptr<HttpSession>> sessions_;
    std::function<void()> stopped_;
    bool accepting_ = false;
    bool accept_failing_ = false;
    bool sweeping_ = false;
};

}  // namespace xray::emulator
