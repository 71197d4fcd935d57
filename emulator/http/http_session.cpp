// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/http_session.hpp"

#include <array>
#include <ctime>
#include <exception>
#include <utility>

#include <boost/asio/write.hpp>

#include "emulator/http/http_wire.hpp"

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

constexpr seconds kHandshakePatience{10};
constexpr seconds kHeaderPatience{60};
// SDKs ask for sampling rules every 300 s on one connection; closing it under them would cost a retry each
// time.
constexpr seconds kIdlePatience{660};
constexpr seconds kSendPatience{300};
constexpr seconds kSendPatienceWhenShort{10};  // while the byte budget is used up
constexpr seconds kDiscardPatience{5};

// The content type of a TLS record that holds a handshake (RFC 8446, 5.1); no HTTP request begins so.
constexpr unsigned char kTlsHandshake = 0x16;

}  // namespace

HttpSession::HttpSession(ConnectionHost& host, asio::ip::tcp::socket socket)
    : Connection(host),
      stream_(std::move(socket)),
      idle_since_(std::chrono::steady_clock::now()),
      park_timer_(host.io) {}

void HttpSession::start() {
    if (host_.tls == nullptr) return wait_for_request(kHeaderPatience);
    expect_within(kHeaderPatience);
    stream_.socket().async_wait(asio::socket_base::wait_read, guarded([this](ErrorCode error) {
                                    if (error) return close();
                                    tell_tls_from_plain();
                                }));
}

void HttpSession::tell_tls_from_plain() {
    unsigned char first = 0;
    ErrorCode error;
    stream_.socket().non_blocking(true, error);
    stream_.socket().receive(asio::buffer(&first, 1), asio::socket_base::message_peek, error);
    if (error == asio::error::would_block) return start();
    if (error) return close();
    if (first == kTlsHandshake) return start_tls();
    wait_for_request(kHeaderPatience);
}

void HttpSession::start_tls() {
    expect_within(kHandshakePatience);
    stream_.start_tls(*host_.tls)
        .async_handshake(asio::ssl::stream_base::server,
                         guarded([this](ErrorCode error) { on_handshake(error); }));
}

void HttpSession::on_handshake(ErrorCode error) {
    if (error) {
        if (!closed_) host_.log.debug("a TLS handshake failed: " + error.message());
        return close();
    }
    wait_for_request(kHeaderPatience);
}

void HttpSession::finish() {
    finishing_ = true;
    if (without_request_) return close();
    if (when_finishing_) when_finishing_();
}

void HttpSession::close() {
    if (closed_) return;
    closed_ = true;
    given_up_ = true;
    if (is_running_) ++host_.api.counters.http_abandoned;
    ErrorCode ignored;
    stream_.socket().close(ignored);
    if (when_closed_) when_closed_();
    leave_park();
    // The piece that is being sent was not taken: there is nobody, or somebody who does not read.
    if (pieces_ != nullptr) pieces_->cancel();
    pieces_.reset();
    parser_.reset();
    hold_bytes(0);
    host_.ended(shared_from_this());
}

void HttpSession::close_if_late(std::chrono::steady_clock::time_point now) {
    const bool awaits_answer = parked_ || runs_query_;
    const bool is_hoarding =
        is_sending_ && host_.budget.is_short() && now > sending_since_ + kSendPatienceWhenShort;
    const bool is_late = now > deadline_ || is_hoarding;
    if (pieces_ != nullptr && (is_late || pieces_->has_failed())) return cut_stream();
    if (broken_ || is_late || (awaits_answer && client_is_gone())) close();
}

std::optional<std::chrono::steady_clock::time_point> HttpSession::idle_since() const {
    if (!is_idle_) return std::nullopt;
    return idle_since_;
}

void HttpSession::wait_for_request(seconds patience) {
    without_request_ = true;
    is_idle_ = true;
    idle_since_ = std::chrono::steady_clock::now();
    parser_.reset();
    if (buffer_.size() > 0) return read_header();
    buffer_ = boost::beast::flat_buffer(kMaxFramingBytes);
    expect_within(patience);
    if (stream_.tls() != nullptr) return wait_for_tls_request();
    stream_.socket().async_wait(asio::socket_base::wait_read, guarded([this](ErrorCode error) {
                                    if (error) return close();
                                    read_header();
                                }));
}

// What TLS has read ahead does not show at the socket, so only a read tells that a request has come.
void HttpSession::wait_for_tls_request() {
    stream_.async_read_some(buffer_.prepare(1), guarded([this](ErrorCode error, std::size_t size) {
                                if (error) return close();
                                buffer_.commit(size);
                                read_header();
                            }));
}

void HttpSession::send_response(api::HttpResponse response) {
    if (finishing_) keep_alive_ = false;
    const HeadOptions options{keep_alive_, is_http_1_0_, std::time(nullptr), response.stream != nullptr};
    std::string head = format_head(response, options);
    lasting_body_ = response.lasting_body;
    send(std::move(head), std::move(response.body), kSendPatience, &HttpSession::on_sent);
}

void HttpSession::send(std::string head, std::string body, seconds patience,
                       void (HttpSession::*sent)(ErrorCode)) {
    if (closed_) return;
    head_ = std::move(head);
    body_ = std::move(body);
    hold_bytes(head_.size() + body_.size());
    is_sending_ = true;
    sending_since_ = std::chrono::steady_clock::now();
    expect_within(patience);
    const std::array<asio::const_buffer, 3> parts{asio::buffer(head_), asio::buffer(body_),
                                                  asio::buffer(lasting_body_)};
    asio::async_write(stream_, parts, guarded([this, sent](ErrorCode error, std::size_t) {
                          is_sending_ = false;
                          head_ = {};
                          body_ = {};
                          lasting_body_ = {};
                          hold_bytes(0);
                          (this->*sent)(error);
                      }));
}

void HttpSession::on_sent(ErrorCode error) {
    if (error || finishing_) return close();
    if (keep_alive_) return wait_for_request(kIdlePatience);
    without_request_ = true;
    expect_within(kDiscardPatience);
    end_sending();
}

void HttpSession::end_sending() {
    HttpStream::TlsStream* const tls = stream_.tls();
    if (tls == nullptr) return shut_down_sending();
    // Fails when the client still sends; it has been told the end of the stream all the same.
    tls->async_shutdown(guarded([this](ErrorCode) { shut_down_sending(); }));
}

void HttpSession::shut_down_sending() {
    if (closed_) return;
    ErrorCode ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    discard_the_rest();
}

// Closing while the client still sends would make the kernel reset the connection, and the client might lose
// the answer with it.
void HttpSession::discard_the_rest() {
    buffer_.clear();
    stream_.socket().async_read_some(buffer_.prepare(kMaxFramingBytes),
                                     guarded([this](ErrorCode error, std::size_t) {
                                         if (error) return close();
                                         discard_the_rest();
                                     }));
}

}  // namespace xray::emulator
