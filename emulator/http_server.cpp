// SPDX-License-Identifier: Apache-2.0
#include "emulator/http_server.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kMaxConnections = 10'000;
constexpr std::size_t kWorkers = 8;
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::seconds kSweepInterval{1};
constexpr std::chrono::seconds kStopPatience{5};

}  // namespace

HttpServer::HttpServer(asio::io_context& io, asio::ip::tcp::acceptor acceptor, api::Context& context,
                       Log& log, asio::ssl::context* tls)
    : acceptor_(std::move(acceptor)),
      accept_timer_(io),
      sweep_timer_(io),
      stop_timer_(io),
      log_(log),
      workers_(kWorkers),
      host_{io,      workers_,
            context, log,
            tls,     [this](const std::shared_ptr<HttpSession>& session) { on_session_ended(session); }} {
    context.watch.set_bell([this] { asio::post(workers_, [this] { host_.api.watch.look(); }); });
}

HttpServer::~HttpServer() {
    host_.api.watch.set_bell({});
    workers_.join();
}

error_code HttpServer::start() {
    error_code error;
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) accept();
    return error;
}

void HttpServer::accept() {
    accepting_ = true;
    acceptor_.async_accept([this](error_code error, asio::ip::tcp::socket socket) {
        accepting_ = false;
        if (stopped_) return;
        on_accepted(error, std::move(socket));
    });
}

void HttpServer::on_accepted(error_code error, asio::ip::tcp::socket socket) {
    // The client was gone before its turn came.
    if (error == asio::error::connection_aborted) return accept();
    if (error) return accept_later(error);
    accept_failing_ = false;
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    const auto session = std::make_shared<HttpSession>(host_, std::move(socket));
    sessions_.insert(session);
    session->start();
    if (!sweeping_) close_late_sessions();
    if (sessions_.size() < kMaxConnections) accept();
}

// Out of file descriptors or memory: an immediate retry would fail and spin.
void HttpServer::accept_later(const error_code& error) {
    if (!accept_failing_) log_.warn("cannot accept connections for now: " + error.message());
    accept_failing_ = true;
    accept_timer_.expires_after(kAcceptPause);
    accept_timer_.async_wait([this](error_code cancelled) {
        if (!cancelled && !stopped_) accept();
    });
}

void HttpServer::on_session_ended(const std::shared_ptr<HttpSession>& session) {
    sessions_.erase(session);
    if (!stopped_) {
        if (!accepting_ && !accept_failing_) accept();
        return;
    }
    if (sessions_.empty()) {
        stop_timer_.cancel();
        stopped_();
    }
}

void HttpServer::close_late_sessions() {
    const auto now = std::chrono::steady_clock::now();
    const std::vector<std::shared_ptr<HttpSession>> sessions(sessions_.begin(), sessions_.end());
    for (const auto& session : sessions) session->close_if_late(now);
    sweeping_ = !sessions_.empty() && !stopped_;
    if (!sweeping_) return;
    sweep_timer_.expires_after(kSweepInterval);
    sweep_timer_.async_wait([this](error_code cancelled) {
        if (!cancelled) close_late_sessions();
    });
}

void HttpServer::close_all() {
    const std::vector<std::shared_ptr<HttpSession>> sessions(sessions_.begin(), sessions_.end());
    for (const auto& session : sessions) session->close();
}

void HttpServer::stop(std::function<void()> stopped) {
    stopped_ = std::move(stopped);
    error_code ignored;
    acceptor_.close(ignored);
    accept_timer_.cancel();
    sweep_timer_.cancel();
    if (sessions_.empty()) return stopped_();
    stop_timer_.expires_after(kStopPatience);
    stop_timer_.async_wait([this](error_code cancelled) {
        if (!cancelled) close_all();
    });
    const std::vector<std::shared_ptr<HttpSession>> sessions(sessions_.begin(), sessions_.end());
    for (const auto& session : sessions) session->finish();
}

}  // namespace xray::emulator
