// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/http_server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "emulator/http/http_session.hpp"
#include "emulator/system/processes.hpp"

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

HttpServer::HttpServer(asio::io_context& io, std::vector<asio::ip::tcp::acceptor> acceptors,
                       api::Context& context, Log& log, asio::ssl::context* tls, MakeHttp2 make_http2)
    : accept_timer_(io),
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
            [this](const std::shared_ptr<Connection>& connection) { on_ended(connection); }},
      most_connections_(connections_allowed()),
      make_http2_(std::move(make_http2)) {
    for (asio::ip::tcp::acceptor& acceptor : acceptors) doors_.push_back({std::move(acceptor)});
    if (make_http2_) {
        host_.speak_http2 = [this](const std::shared_ptr<Connection>& from, asio::ip::tcp::socket socket,
                                   std::string received) {
            speak_http2(from, std::move(socket), std::move(received));
        };
    }
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
    for (Door& door : doors_) {
        door.acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) return error;
    }
    accept();
    return error;
}

void HttpServer::accept() {
    if (accept_waiting_) return;
    for (Door& door : doors_) {
        if (!door.accepting && !is_full()) accept_at(door);
    }
}

void HttpServer::accept_at(Door& door) {
    door.accepting = true;
    door.acceptor.async_accept([this, &door](error_code error, asio::ip::tcp::socket socket) {
        door.accepting = false;
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
    const auto connection = std::make_shared<HttpSession>(host_, std::move(socket));
    connections_.insert(connection);
    connection->start();
    if (!sweeping_) sweep();
    accept_when_there_is_room();
}

void HttpServer::speak_http2(const std::shared_ptr<Connection>& from, asio::ip::tcp::socket socket,
                             std::string received) {
    connections_.erase(from);
    const auto connection = make_http2_(host_, std::move(socket), std::move(received));
    connections_.insert(connection);
    connection->start();
    if (stopped_) connection->finish();
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
    std::shared_ptr<Connection> found;
    for (const auto& connection : connections_) {
        const auto since = connection->idle_since();
        if (!since || *since >= oldest) continue;
        oldest = *since;
        found = connection;
    }
    if (found) found->close();
    return found != nullptr;
}

void HttpServer::on_ended(const std::shared_ptr<Connection>& connection) {
    connections_.erase(connection);
    if (!stopped_) return accept();
    if (connections_.empty()) {
        stop_timer_.cancel();
        stopped_();
    }
}

// A visit may end its connection, which takes it out of the set; none begins meanwhile.
template <class Visit>
void HttpServer::for_each_connection(Visit visit) {
    for (auto next = connections_.begin(); next != connections_.end();) {
        const std::shared_ptr<Connection> connection = *next++;
        visit(*connection);
    }
}

void HttpServer::close_late_connections() {
    const auto now = std::chrono::steady_clock::now();
    for_each_connection([now](Connection& connection) { connection.close_if_late(now); });
}

void HttpServer::sweep() {
    sweeping_ = true;
    sweep_timer_.expires_after(kSweepInterval);
    sweep_timer_.async_wait([this](error_code cancelled) {
        sweeping_ = false;
        if (cancelled || stopped_) return;
        close_late_connections();
        return_memory();
        if (!sweeping_ && !connections_.empty()) sweep();
    });
}

// Large requests and answers leave holes that the C library would keep.
void HttpServer::return_memory() {
    if (!std::exchange(host_.freed_much, false)) return;
    static_cast<void>(lanes_.of(api::Lane::kControl).post([] { return_free_memory(); }));
}

void HttpServer::revive() {
    if (stopped_) return;
    const bool accepts_everywhere =
        std::all_of(doors_.begin(), doors_.end(), [](const Door& door) { return door.accepting; });
    if (!accepts_everywhere && !accept_waiting_) accept_later("unexpected failure");
    if (!sweeping_) sweep();
}

void HttpServer::stop(std::function<void()> stopped) {
    stopped_ = std::move(stopped);
    error_code ignored;
    for (Door& door : doors_) door.acceptor.close(ignored);
    accept_timer_.cancel();
    sweep_timer_.cancel();
    if (connections_.empty()) return stopped_();
    stop_timer_.expires_after(kStopPatience);
    stop_timer_.async_wait([this](error_code cancelled) {
        if (!cancelled) for_each_connection([](Connection& connection) { connection.close(); });
    });
    for_each_connection([](Connection& connection) { connection.finish(); });
}

}  // namespace xray::emulator
