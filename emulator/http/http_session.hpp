// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"
#include "api/routes.hpp"
#include "emulator/http/connection.hpp"
#include "emulator/http/http_request_parser.hpp"
#include "emulator/http/http_stream.hpp"

namespace xray::emulator {

// One HTTP connection: reads a request, has it answered on a worker thread, writes the answer, and begins
// again. An answer may also come late, or in pieces (api/deferred.hpp). Where the server has TLS, a
// connection's first byte tells whether it is TLS or plain HTTP. Everything here, handshakes included, runs
// on the I/O thread; a plain connection that waits for its next request holds no buffer. A client that begins
// with the preface of HTTP/2 is handed on (ConnectionHost::speak_http2).
class HttpSession final : public Connection {
public:
    HttpSession(ConnectionHost& host, boost::asio::ip::tcp::socket socket);
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;
    ~HttpSession() override = default;

    void start() override;
    void finish() override;
    void close() override;

    // Also closes if the client has left while its answer is still to come: a request for traces is then
    // called off.
    void close_if_late(std::chrono::steady_clock::time_point now) override;

    // Since when it has been waiting for a whole header.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> idle_since() const override;

private:
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
    bool begins_with_http2();
    void hand_on_to_http2();
    void on_header();
    bool limit_body();
    void send_continue();
    void pause_reading();
    void expect_more_of_body();
    void on_read_error(ErrorCode error);
    void run_request();
    void refuse(unsigned status, const std::string& message);
    void refuse_for_now();

    void answer(api::HttpResponse response);
    void send_response(api::HttpResponse response);
    void send(std::string head, std::string body, std::chrono::seconds patience,
              void (HttpSession::*sent)(ErrorCode));
    void on_sent(ErrorCode error);

    // What comes later (http_session_deferred.cpp). Meanwhile the session is parked and keeps no worker.
    template <class T>
    void await(const std::shared_ptr<api::Deferred<T>>& deferred, void (HttpSession::*arrived)(T));
    void run_deferred(std::function<void()> job);
    void run_on_or_close(WorkLane& lane, std::function<void()> job);
    std::uint64_t park();
    void leave_park();
    bool client_is_gone();
    void on_late_response(api::HttpResponse response);
    void begin_stream(const api::HttpResponse& response);
    void watch_for_leaving();
    void on_stream_ready(ErrorCode error);
    void await_room();
    void on_piece(api::BodyPiece piece);
    void cut_stream();

    void end_sending();
    void shut_down_sending();
    void discard_the_rest();

    HttpStream stream_;
    boost::beast::flat_buffer buffer_{kMaxFramingBytes};
    std::optional<HttpRequestParser> parser_;
    std::chrono::steady_clock::time_point idle_since_;
    std::chrono::steady_clock::time_point body_begun_;
    std::chrono::milliseconds paused_for_{0};  // of the request that is being read
    std::chrono::steady_clock::time_point sending_since_;
    std::string head_;  // the status line and headers being sent
    std::string body_;
    std::string_view lasting_body_;  // in place of it (HttpResponse)
    boost::asio::steady_timer park_timer_;
    std::uint64_t stay_ = 0;                // counts the times it was parked
    std::function<void()> when_finishing_;  // while it is parked; either may be empty
    std::function<void()> when_closed_;
    std::vector<std::pair<std::string, std::string>> late_headers_;
    std::shared_ptr<api::BodyStream> pieces_;  // while a stream is sent
    std::atomic<bool> given_up_ = false;       // its request is not worth working at
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
    bool may_be_http2_ = true;  // nothing of its first request has been parsed
};

}  // namespace xray::emulator
