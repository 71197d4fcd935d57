// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/context.hpp"
#include "api/http_message.hpp"
#include "api/late_answer.hpp"
#include "emulator/http_stream.hpp"
#include "emulator/log.hpp"

namespace xray::emulator {

class HttpSession;

// What a session has from its server, which outlives it.
struct HttpSessionHost {
    boost::asio::io_context& io;
    boost::asio::thread_pool& workers;  // where api::dispatch runs
    api::Context& api;
    Log& log;
    boost::asio::ssl::context* tls;  // null: plain HTTP only
    std::function<void(const std::shared_ptr<HttpSession>&)>
        ended;  // called once, when the session has closed
};

// One HTTP connection: reads a request, has it answered on a worker thread, writes the answer, and begins
// again. An answer may also come late, or in pieces (api/late_answer.hpp). Where the server has TLS, a
// connection's first byte tells whether it is TLS or plain HTTP. Everything here, handshakes included, runs
// on the I/O thread; a plain connection that waits for its next request holds no buffer.
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
    // to come.
    void close_if_late(std::chrono::steady_clock::time_point now);

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using ErrorCode = boost::system::error_code;

    void tell_tls_from_plain();
    void start_tls();
    void on_handshake(ErrorCode error);
    void wait_for_request(std::chrono::seconds patience);
    void wait_for_tls_request();
    void read_header();
    void read_more_header();
    void on_header(ErrorCode error);
    void send_continue();
    bool limit_body();
    void read_body();
    void on_read_error(ErrorCode error);
    void run_request();
    void refuse(unsigned status, const std::string& message);
    void answer(api::HttpResponse response);
    void send_response(api::HttpResponse response);
    void send(std::string head, std::string body, std::chrono::seconds patience,
              void (HttpSession::*sent)(ErrorCode));
    void on_sent(ErrorCode error);

    // What comes late (http_session_late.cpp). Meanwhile the session is parked and keeps no worker.
    template <class T>
    void await(const std::shared_ptr<api::LateAnswer<T>>& late, void (HttpSession::*arrived)(T));
    std::uint64_t park();
    void leave_park();
    bool client_is_gone();
    void hold_back(api::HttpResponse response);
    void on_late_response(api::HttpResponse response);
    void begin_stream(const api::HttpResponse& response);
    void on_stream_ready(ErrorCode error);
    void on_piece(api::BodyPiece piece);

    void end_sending();
    void shut_down_sending();
    void discard_the_rest();
    void expect_within(std::chrono::seconds patience);

    HttpSessionHost& host_;
    HttpStream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::size_t header_bytes_ = 0;
    std::size_t body_limit_ = 0;
    std::string head_;  // the status line and headers being sent
    std::string body_;
    std::chrono::steady_clock::time_point deadline_;
    boost::asio::steady_timer park_timer_;
    std::uint64_t stay_ = 0;                // counts the times it was parked
    std::function<void()> when_finishing_;  // while it is parked; either may be empty
    std::function<void()> when_closed_;
    std::vector<std::pair<std::string, std::string>> late_headers_;
    std::shared_ptr<api::LateAnswer<api::BodyPiece>> pieces_;
    bool parked_ = false;
    bool without_request_ = true;  // waiting for one, or done with the last
    bool is_head_ = false;
    bool is_http_1_0_ = false;
    bool keep_alive_ = true;
    bool finishing_ = false;
    bool closed_ = false;
};

}  // namespace xray::emulator
