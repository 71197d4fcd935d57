// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "emulator/http/connection.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// Takes connections and keeps them, at most 10,000 at a time and no more than the limit of open
// files allows. Beyond that a new one takes the place of the one that has been idle for longest; while none
// is idle the kernel's queue holds it. All of it, but for the requests themselves, runs on the thread that
// runs the io_context.
class HttpServer {
public:
    // Makes the connection that goes on where a client speaks HTTP/2, of its socket and what has been read.
    using MakeHttp2 = std::function<std::shared_ptr<Connection>(
        ConnectionHost& host, boost::asio::ip::tcp::socket socket, std::string received)>;

    // Takes bound acceptors. With `tls` (which outlives this) connections may be TLS or plain, without it
    // all are plain. Without `make_http2` HTTP/2 is not spoken.
    HttpServer(boost::asio::io_context& io, std::vector<boost::asio::ip::tcp::acceptor> acceptors,
               api::Context& context, Log& log, boost::asio::ssl::context* tls, MakeHttp2 make_http2 = {});
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    // Starts its threads, listens and begins to accept. The error says why the kernel refused; throws
    // std::system_error where it gives no threads.
    [[nodiscard]] boost::system::error_code start();

    // Takes no further connections or requests, lets those under way be answered for at most 5 s, then closes
    // all and calls `stopped`.
    void stop(std::function<void()> stopped);

    // After an exception has left the io_context: takes up again what may have ended with it.
    void revive();

private:
    // A socket to listen on, and whether it awaits a connection.
    struct Door {
        boost::asio::ip::tcp::acceptor acceptor;
        bool accepting = false;
    };

    void accept();
    void accept_at(Door& door);
    void on_accepted(boost::system::error_code error, boost::asio::ip::tcp::socket socket);
    void speak_http2(const std::shared_ptr<Connection>& from, boost::asio::ip::tcp::socket socket,
                     std::string received);
    void accept_later(const std::string& why);
    void accept_when_there_is_room();
    bool make_room();
    bool is_full() const { return connections_.size() > most_connections_; }
    void sweep();
    void return_memory();
    void on_ended(const std::shared_ptr<Connection>& connection);
    void close_late_connections();
    template <class Visit>
    void for_each_connection(Visit visit);

    std::vector<Door> doors_;
    boost::asio::steady_timer accept_timer_;
    boost::asio::steady_timer sweep_timer_;
    boost::asio::steady_timer stop_timer_;
    Log& log_;
    ByteBudget budget_;
    WorkLanes lanes_;
    ConnectionHost host_;
    const std::size_t most_connections_;
    const MakeHttp2 make_http2_;
    std::unordered_set<std::shared_ptr<Connection>> connections_;
    std::function<void()> stopped_;
    std::chrono::steady_clock::time_point next_accept_warning_{};
    bool accept_waiting_ = false;  // for accept_timer_
    bool sweeping_ = false;
};

}  // namespace xray::emulator
