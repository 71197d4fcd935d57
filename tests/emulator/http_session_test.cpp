// SPDX-License-Identifier: Apache-2.0
// How long a session keeps an answer that its client does not read.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "emulator/http/byte_budget.hpp"
#include "emulator/http/http_session.hpp"
#include "emulator/http/work_lanes.hpp"
#include "emulator/process/log.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/trace_requests.hpp"

using namespace xray;
using namespace xray::tests;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

namespace asio = boost::asio;

// Far more than a pair of sockets takes.
constexpr std::size_t kLargeAnswer = 8U << 20U;

std::unique_ptr<emulator::Log> silent_log() {
    emulator::LogConfig config;
    config.level = emulator::LogLevel::kOff;
    auto log = emulator::Log::open(config);
    REQUIRE(log);
    return std::move(*log);
}

// A session whose client has asked for a large trace and reads nothing. All connections together may hold
// `most` bytes.
class UnreadAnswer {
public:
    explicit UnreadAnswer(std::size_t most) : budget_(most) {
        put(api_, {segment(1, kNow, kNow + 1, {{"metadata", {{"n", std::string(kLargeAnswer, 'x')}}}})});
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) == 0);
        lanes_.start();
        asio::ip::tcp::socket socket(io_);
        socket.assign(asio::ip::tcp::v4(), ends_[1]);
        session_ = std::make_shared<emulator::HttpSession>(host_, std::move(socket));
        session_->start();
        const std::string body = R"({"TraceIds":[")" + trace_id(1) + R"("]})";
        const std::string request =
            "POST /Traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body;
        REQUIRE(::write(ends_[0], request.data(), request.size()) == static_cast<ssize_t>(request.size()));
        std::array<char, 1> first{};
        const auto end = steady_clock::now() + seconds(60);
        while (::recv(ends_[0], first.data(), first.size(), MSG_DONTWAIT | MSG_PEEK) < 1) {
            REQUIRE(steady_clock::now() < end);
            io_.run_one_for(milliseconds(1));
        }
        sent_before = steady_clock::now();
    }
    UnreadAnswer(const UnreadAnswer&) = delete;
    UnreadAnswer& operator=(const UnreadAnswer&) = delete;
    ~UnreadAnswer() {
        session_->close();
        lanes_.stop();
        ::close(ends_[0]);
    }

    bool is_closed_at(steady_clock::time_point now) {
        session_->close_if_late(now);
        return ended_;
    }

    [[nodiscard]] bool memory_is_short() const { return budget_.is_short(); }

    // The answer began between the two.
    const steady_clock::time_point sent_after = steady_clock::now();
    steady_clock::time_point sent_before;

private:
    Api api_;
    std::unique_ptr<emulator::Log> log_ = silent_log();
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    emulator::ByteBudget budget_;
    emulator::WorkLanes lanes_{[](std::string_view what) { FAIL(what); }};
    bool ended_ = false;
    emulator::ConnectionHost host_{
        io_, lanes_, budget_, api_.context, *log_, nullptr, [this](const auto&) { ended_ = true; }};
    std::array<int, 2> ends_{};
    std::shared_ptr<emulator::HttpSession> session_;
};

}  // namespace

TEST_CASE("session: while memory is short, an answer that nobody reads is given up after 10 s", "[session]") {
    UnreadAnswer answer(kLargeAnswer / 2);
    REQUIRE(answer.memory_is_short());
    CHECK_FALSE(answer.is_closed_at(answer.sent_after + seconds(10)));
    CHECK(answer.is_closed_at(answer.sent_before + seconds(10) + milliseconds(1)));
    CHECK_FALSE(answer.memory_is_short());
}

TEST_CASE("session: while there is memory, an answer that nobody reads is kept for 300 s", "[session]") {
    UnreadAnswer answer(2 * kLargeAnswer);
    REQUIRE_FALSE(answer.memory_is_short());
    CHECK_FALSE(answer.is_closed_at(answer.sent_after + seconds(300)));
    CHECK(answer.is_closed_at(answer.sent_before + seconds(300) + milliseconds(1)));
}
