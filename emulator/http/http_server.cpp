// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/http_server.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::seconds;

constexpr std::size_t kMaxConnections = 10'000;
// For the database, the log, the listening sockets and what else is not a connection.
constexpr std::size_t kOtherDescriptors = 64;

// For requests and answers of all connections, while they are read, worked at and sent.
constexpr std::size_t kMaxHeldBytes = 256U << 20U;

// A connection gets that long to say something before another may take its place.
constexpr seconds kGrace{1};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr seconds kBetweenAcceptWarnings{60};
constexpr seconds kSweepInterval{1};
constexpr seconds kStopPatience{5};

std::size_t connections_allowed() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMaxConnections;
    const std::size_t files = std::min<rlim_t>(limit.rlim_cur, kMaxConnections + kOtherDescriptors);
    const std::size_t few = files / 4;
    return files > kOtherDescriptors ? std::max(few, files - kOtherDescriptors) : few;
}

}  // namespace

HttpServer::HttpServer(asio::io_context& io, asio::ip::tcp::acceptor acceptor, api::Context& context,
                       Log& log, asio::ssl::context* tls)
    : acceptor_(std::move(acceptor)),
      accept_timer_(io),
      sweep_timer_(io),
      stop_timer_(io),
      log_(log),
      budget_(kMaxHeldBytes),
      lanes_([this](std::string_view what) {
          ++host_.api.counters.failures;
          log_.failure("a job failed", what);
      }),
      host_{io,
            lanes_,
            budget_,
            context,
            log,
            tls,
            [this](const std::shared_ptr<HttpSession>& session) { on_session_ended(session); }},
      most_connections_(connections_allowed()) {
    context.watch.set_wake_up(
        [this] { static_cast<void>(lanes_.watch().post([this] { host_.api.watch.look(); })); });
}

HttpServer::~HttpServer() {
    host_.api.watch.set_wake_up({});
    lanes_.stop();
}

error_code HttpServer::start() {
    lanes_.start();
    error_code error;
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) accept();
    return error;
}

void HttpServer::accept() {
    if (accepting_ || accept_waiting_ || is_full()) return;
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
    // Out of file descriptors or memory: an immediate retry would fail and spin.
    if (error) return accept_later(error.message());
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    const auto session = std::make_shared<HttpSession>(host_, std::move(socket));
    sessions_.insert(session);
    session->start();
    if (!sweeping_) sweep();
    accept_when_there_is_room();
}

void HttpServer::accept_when_there_is_room() {
    if (!is_full() || make_room()) return accept();
    accept_later("all of " + std::to_string(most_connections_) + " connections are in use");
}

void HttpServer::accept_later(const std::string& why) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= next_accept_warning_) {
        log_.warn("cannot accept connections for now: " + why);
        next_accept_warning_ = now + kBetweenAcceptWarnings;
    }
    accept_waiting_ = true;
    accept_timer_.expires_after(kAcceptPause);
    accept_timer_.async_wait([this](error_code cancelled) {
        accept_waiting_ = false;
        if (!cancelled && !stopped_) accept_when_there_is_room();
    });
}

// Closes the connection that has been idle for longest.
bool HttpServer::make_room() {
    auto oldest = std::chrono::steady_clock::now() - kGrace;
    std::shared_ptr<HttpSession> found;
    for (const auto& session : sessions_) {
        const auto since = session->idle_since();
        if (!since || *since >= oldest) continue;
        oldest = *since;
        found = session;
    }
    if (found) found->close();
    return found != nullptr;
}

void HttpServer::on_session_ended(const std::shared_ptr<HttpSession>& session) {
    sessions_.erase(session);
    if (!stopped_) return accept();
    if (sessions_.empty()) {
        stop_timer_.cancel();
        stopped_();
    }
}

// A visit may end its session, which takes it out of the set; none begins meanwhile.
template <class Visit>
void HttpServer::for_each_session(Visit visit) {
    for (auto next = sessions_.begin(); next != sessions_.end();) {
        const std::shared_ptr<HttpSession> session = *next++;
        visit(*session);
    }
}

void HttpServer::close_late_sessions() {
    const auto now = std::chrono::steady_clock::now();
    for_each_session([now](HttpSession& session) { session.close_if_late(now); });
}

void HttpServer::sweep() {
    sweeping_ = true;
    sweep_timer_.expires_after(kSweepInterval);
    sweep_timer_.async_wait([this](error_code cancelled) {
        sweeping_ = false;
        if (cancelled || stopped_) return;
        close_late_sessions();
        return_memory();
        if (!sweeping_ && !sessions_.empty()) sweep();
    });
}

// Large requests and answers leave holes that the C library would keep.
void HttpServer::return_memory() {
    if (!std::exchange(host_.freed_much, false)) return;
    static_cast<void>(lanes_.of(api::Lane::kControl).post([] { malloc_trim(0); }));
}

void HttpServer::revive() {
    if (stopped_) return;
    if (!accepting_ && !accept_waiting_) accept_later("unexpected failure");
    if (!sweeping_) sweep();
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
        if (!cancelled) for_each_session([](HttpSession& session) { session.close(); });
    });
    for_each_session([](HttpSession& session) { session.finish(); });
}

}  // namespace xray::emulator
