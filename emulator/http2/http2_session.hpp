// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/http_message.hpp"
#include "emulator/http/connection.hpp"
#include "emulator/http2/grpc.hpp"

struct nghttp2_session;

namespace xray::emulator {

// One connection over HTTP/2 without TLS whose client began with the preface ("prior knowledge"), for OTLP
// over gRPC: unary Export calls, up to 100 at a time. Each is answered through api::dispatch like the same
// request over HTTP/1.1. Other requests get 505 and a line in the log.
//
// What the client may do is bounded as with HTTP/1.1: 64 KiB of headers a request, the body that its path
// allows, time for it; while the bytes of all connections are used up nothing is read, and after 5 s what has
// not come whole is refused. A client that resets streams as fast as it opens them, or does not take its
// answers, loses the connection.
class Http2Session final : public Connection {
public:
    // `received`: what has been read already, the preface with it.
    Http2Session(ConnectionHost& host, boost::asio::ip::tcp::socket socket, std::string received);
    Http2Session(const Http2Session&) = delete;
    Http2Session& operator=(const Http2Session&) = delete;
    ~Http2Session() override;

    void start() override;
    void finish() override;
    void close() override;
    void close_if_late(std::chrono::steady_clock::time_point now) override;
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> idle_since() const override;

private:
    struct Callbacks;

    struct Stream {
        grpc::Call call;
        std::string method;
        std::size_t header_bytes = 0;
        std::chrono::steady_clock::time_point begun;
        bool is_whole = false;     // nothing more comes from the client
        bool is_answered = false;  // an answer has been handed over
        // Its request is not worth working at: the client has reset it, or has gone.
        std::shared_ptr<std::atomic<bool>> given_up = std::make_shared<std::atomic<bool>>(false);
        std::string answer;  // the message of the answer, with its prefix
        std::size_t sent = 0;
        grpc::Status status;
    };

    void wait_for_bytes();
    void on_readable();
    void pause_reading();
    void refuse_unfinished();
    void take(std::string_view bytes);
    void send_what_is_due();
    void on_sent(ErrorCode error);
    void end_if_done();

    // What nghttp2 tells. False: the stream, or after too many resets the connection, is to end.
    void on_stream_begun(std::int32_t id);
    bool on_header(std::int32_t id, std::string_view name, std::string_view value);
    void on_data(std::int32_t id, std::string_view bytes);
    void on_request_whole(std::int32_t id);
    void on_stream_closed(std::int32_t id);
    [[nodiscard]] bool on_reset();

    void run(std::int32_t id, Stream& stream);
    void answer(std::int32_t id, grpc::Status status, std::string message);
    void answer_other(std::int32_t id, const Stream& stream);
    void refuse(std::int32_t id, grpc::Code code, std::string message);
    [[nodiscard]] Stream* find(std::int32_t id);
    void hold_all();

    struct Destroy {
        void operator()(nghttp2_session* session) const;
    };

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer pause_timer_;
    std::string received_;  // until start()
    std::unique_ptr<nghttp2_session, Destroy> session_;
    std::unordered_map<std::int32_t, Stream> streams_;
    std::string sending_;
    std::size_t stream_bytes_ = 0;  // bodies and answers of all streams
    std::chrono::steady_clock::time_point idle_since_;
    std::chrono::steady_clock::time_point sending_since_;
    std::chrono::milliseconds paused_for_{0};
    std::chrono::steady_clock::time_point resets_forgiven_;
    std::uint32_t resets_ = 0;
    bool is_taking_ = false;  // nghttp2 is at work
    bool is_sending_ = false;
    bool finishing_ = false;
};

}  // namespace xray::emulator
