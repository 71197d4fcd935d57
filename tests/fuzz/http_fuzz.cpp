// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a client sends over a connection, in pieces whose length the first byte chooses, and then
// no more: the session must read them, may answer, and must end. What begins with the preface of HTTP/2 is
// served by its session.

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "emulator/http/byte_budget.hpp"
#include "emulator/http/http_session.hpp"
#include "emulator/http/work_lanes.hpp"
#include "emulator/http2/http2_session.hpp"
#include "emulator/process/log.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::array<std::size_t, 5> kPieces{kMaxInput, 1, 7, 100, 4096};
constexpr std::size_t kMostPieces = 64;
// A session that never ends is a finding; one that other work on the machine holds up is none.
constexpr std::chrono::seconds kPatience{300};
constexpr std::size_t kMaxHeldBytes = 256U << 20U;

std::unique_ptr<emulator::Log> silent_log() {
    emulator::LogConfig config;
    config.level = emulator::LogLevel::kOff;
    auto log = emulator::Log::open(config);
    if (!log) throw std::runtime_error(log.error());
    return std::move(*log);
}

// The client's end of a connection, which never blocks.
class Client {
public:
    explicit Client(int descriptor) : descriptor_(descriptor) {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(descriptor_); }

    // How much of it was taken; all of it where nobody listens any more.
    std::size_t send(std::string_view bytes) const {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) return static_cast<std::size_t>(sent);
        return errno == EAGAIN ? 0 : bytes.size();
    }

    void end_sending() const { ::shutdown(descriptor_, SHUT_WR); }

    // Reads what is there, and checks the beginning of it all: a status line, or the settings of HTTP/2.
    void receive() {
        std::array<char, 65536> bytes{};
        const auto size = ::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (size <= 0) return;
        const std::string_view text(bytes.data(), static_cast<std::size_t>(size));
        if (begun_.size() < kStatusLine.size()) begun_ += text.substr(0, kStatusLine.size() - begun_.size());
        const bool is_http2 = begun_.size() > 3 && begun_[3] == kSettings && begun_[0] == '\0';
        require(is_http2 || kStatusLine.starts_with(begun_), "what is sent is no answer of HTTP: " + begun_);
    }

private:
    static constexpr std::string_view kStatusLine = "HTTP/1.";
    // The type of a frame, behind the three bytes of its length (RFC 9113, 4.1).
    static constexpr char kSettings = 4;

    int descriptor_;
    std::string begun_;
};

class ServerUnderTest {
public:
    ServerUnderTest() { lanes_.start(); }
    ServerUnderTest(const ServerUnderTest&) = delete;
    ServerUnderTest& operator=(const ServerUnderTest&) = delete;
    ~ServerUnderTest() { lanes_.stop(); }

    void serve(std::string_view bytes, std::size_t piece) {
        api_.begin();
        const std::uint64_t failures = api_.counters.failures;
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
            throw std::runtime_error("no pair of sockets");
        }
        Client client(ends[0]);
        asio::ip::tcp::socket socket(io_);
        socket.assign(asio::ip::tcp::v4(), ends[1]);
        ended_ = false;
        connection_ = std::make_shared<emulator::HttpSession>(host_, std::move(socket));
        connection_->start();
        send_all(client, bytes, piece);
        client.end_sending();
        run_until_ended(client);
        connection_.reset();
        api_.check_books();
        require(api_.counters.failures == failures, "an exception ended the session");
    }

private:
    void send_all(Client& client, std::string_view bytes, std::size_t piece) {
        const auto end = steady_clock::now() + kPatience;
        while (!bytes.empty() && !ended_) {
            bytes.remove_prefix(client.send(bytes.substr(0, piece)));
            step(client, end, milliseconds(0));
        }
    }

    void run_until_ended(Client& client) {
        const auto end = steady_clock::now() + kPatience;
        while (!ended_) step(client, end, milliseconds(1));
    }

    void step(Client& client, steady_clock::time_point end, milliseconds wait) {
        require(steady_clock::now() < end, "the session does not end");
        io_.run_one_for(wait);
        io_.poll();
        client.receive();
        if (!ended_) connection_->close_if_late(steady_clock::now());
    }

    FuzzedApi api_;
    std::unique_ptr<emulator::Log> log_ = silent_log();
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    emulator::ByteBudget budget_{kMaxHeldBytes};
    emulator::WorkLanes lanes_{
        [](std::string_view what) { require(false, "a job failed: " + std::string(what)); }};
    bool ended_ = false;
    std::shared_ptr<emulator::Connection> connection_;
    emulator::ConnectionHost host_{io_,
                                   lanes_,
                                   budget_,
                                   api_.context,
                                   *log_,
                                   nullptr,
                                   [this](const auto&) { ended_ = true; },
                                   [this](const auto&, asio::ip::tcp::socket socket, std::string received) {
                                       connection_ = std::make_shared<emulator::Http2Session>(
                                           host_, std::move(socket), std::move(received));
                                       connection_->start();
                                   }};
};

}  // namespace

void test_input(std::string_view input) {
    static ServerUnderTest server;
    ByteFeed feed(input);
    const std::size_t piece = std::max(feed.pick(kPieces), input.size() / kMostPieces);
    server.serve(feed.rest(), piece);
}

}  // namespace xray::fuzz
