// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "api/context/context.hpp"
#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"
#include "api/routes.hpp"
#include "emulator/http/byte_budget.hpp"
#include "emulator/http/http_request_parser.hpp"
#include "emulator/http/http_stream.hpp"
#include "emulator/http/work_lanes.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

class HttpSession;

// What a session has from its server, which outlives it.
struct HttpSessionHost {
    boost::asio::io_context& io;
    WorkLanes& lanes;  // where api::dispatch runs
    ByteBudget& budget;
    api::Context& api;
    Log& log;
    boost::asio::ssl::context* tls;  // null: plain HTTP only
    std::function<void(const std::shared_ptr<HttpSession>&)>
        ended;                // called once, when the session has closed
    bool freed_much = false;  // a large request or answer has gone: memory may be given back
};

// One HTTP connection: reads a request, has it answered on a worker thread, writes the answer, and begins
// again. An answer may also come late, or in pieces (api/deferred.hpp). Where the server has TLS, a
// connection's first byte tells whether it is TLS or plain HTTP. Everything here, handshakes included, runs
// on the I/O thread; a plain connection that waits for its next request holds no buffer.
//
// An exception, on whichever thread it is thrown for the session, closes the session and goes no further.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
public:
    HttpSession(HttpSessionHost& host, boost::asio::ip::tcp::socket socket);
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;
    ~HttpSession() = default;

    void start();

    // No further requests: closes now if none is under way, else after its answer.
    void finish();

    void close();

    // Closes if the other side has taken too long for what it is doing, or has left while its answer is still
    // to come: a request for traces is then called off.
    void close_if_late(std::chrono::steady_clock::time_point now);

    // Since when it has been waiting for a whole header: such a connection can be closed when there are too
    // many.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> idle_since() const;

private:
    using ErrorCode = boost::system::error_code;

    void tell_tls_from_plain();
    void start_tls();
    void on_handshake(ErrorCode error);
    void wait_for_request(std::chrono::seconds patience);
    void wait_for_tls_request();

    // Reading a request (http_session_reading.cpp).
    void read_header();
    void read_more();
    void read_now();
    void on_read(ErrorCode error);
    void parse();
    void on_header();
    bool limit_body();
    void send_continue();
    void pause_reading();
    void expect_more_of_body();
    void on_read_error(ErrorCode error);
    void run_request();
    bool run_on(WorkLane& lane, std::function<void()> job);
    void refuse(unsigned status, const std::string& message);
    void refuse_for_now();

    void answer(api::HttpResponse response);
    void send_response(api::HttpResponse response);
    void send(std::string head, std::string body, std::chrono::seconds patience,
              void (HttpSession::*sent)(ErrorCode));
    void on_sent(ErrorCode error);
    void hold_bytes(std::size_t bytes);

    // What comes later (http_session_deferred.cpp). Meanwhile the session is parked and keeps no worker.
    template <class T>
    void await(const std::shared_ptr<api::Deferred<T>>& deferred, void (HttpSession::*arrived)(T));
    void run_deferred(std::function<void()> job);
    std::uint64_t park();
    void leave_park();
    bool client_is_gone();
    void on_late_response(api::HttpResponse response);
    void begin_stream(const api::HttpResponse& response);
    void watch_for_leaving();
    void on_stream_ready(ErrorCode error);
    void on_piece(api::BodyPiece piece);
    void cut_stream();

    void end_sending();
    void shut_down_sending();
    void discard_the_rest();
    void expect_within(std::chrono::seconds patience);
    void fail(const char* what) noexcept;

    // The handler of an asynchronous operation of this session.
    template <class Work>
    auto guarded(Work work) {
        return [self = shared_from_this(), work = std::move(work)](auto&&... values) mutable {
            try {
                work(std::forward<decltype(values)>(values)...);
            } catch (const std::exception& failure) {
                self->fail(failure.what());
            }
        };
    }

    // Has `work` run on the I/O thread. For any thread; never throws.
    template <class Work>
    void post(Work work) noexcept {
        try {
            boost::asio::post(host_.io, guarded(std::move(work)));
        } catch (const std::exception&) {
            broken_ = true;
        }
    }

    HttpSessionHost& host_;
    HttpStream stream_;
    ByteBudget::Share share_;
    boost::beast::flat_buffer buffer_{kMaxFramingBytes};
    std::optional<HttpRequestParser> parser_;
    std::chrono::steady_clock::time_point idle_since_;
    std::chrono::steady_clock::time_point body_begun_;
    std::chrono::milliseconds paused_for_{0};  // of the request that is being read
    std::chrono::steady_clock::time_point sending_since_;
    std::string head_;  // the status line and headers being sent
    std::string body_;
    std::string_view lasting_body_;  // in place of it (HttpResponse)
    std::chrono::steady_clock::time_point deadline_;
    boost::asio::steady_timer park_timer_;
    std::uint64_t stay_ = 0;                // counts the times it was parked
    std::function<void()> when_finishing_;  // while it is parked; either may be empty
    std::function<void()> when_closed_;
    std::vector<std::pair<std::string, std::string>> late_headers_;
    std::shared_ptr<api::BodyStream> pieces_;  // while a stream is sent
    std::atomic<bool> given_up_ = false;       // its request is not worth working at
    std::atomic<bool> broken_ = false;         // a failure off the I/O thread: to be closed
    bool is_idle_ = true;                      // until the next header is read
    bool is_sending_ = false;
    api::RequestTerms terms_;  // of the request that is being read
    bool is_running_ = false;  // on a lane
    bool runs_query_ = false;  // the same, for traces
    bool parked_ = false;
    bool without_request_ = true;  // waiting for one, or done with the last
    bool is_head_ = false;
    bool is_http_1_0_ = false;
    bool keep_alive_ = true;
    bool finishing_ = false;
    bool closed_ = false;
};

}  // namespace xray::emulator
