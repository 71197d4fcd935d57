// SPDX-License-Identifier: Apache-2.0
#include "emulator/http_session.hpp"

#include <array>
#include <ctime>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include "api/body_limits.hpp"
#include "api/dispatch.hpp"
#include "emulator/http_wire.hpp"

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using std::chrono::seconds;

constexpr std::uint32_t kMaxHeaderBytes = 64U << 10U;

// Unreserved, Beast's buffer reads a body in pieces of 512 bytes.
constexpr std::size_t kReadBytes = 64U << 10U;

constexpr seconds kHandshakePatience{10};
constexpr seconds kHeaderPatience{60};
constexpr seconds kBodyPatience{60};  // between two pieces
// SDKs ask for sampling rules every 300 s on one connection; closing it under them would cost a retry each
// time.
constexpr seconds kIdlePatience{660};
constexpr seconds kSendPatience{300};
constexpr seconds kDiscardPatience{5};

// The content type of a TLS record that holds a handshake (RFC 8446, 5.1); no HTTP request begins so.
constexpr unsigned char kTlsHandshake = 0x16;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// The connection is gone, or was never used: nobody is there to be told.
bool is_silent_end(const boost::system::error_code& error) {
    return error == http::error::end_of_stream ||
           error.category() != http::make_error_code(http::error{}).category();
}

}  // namespace

HttpSession::HttpSession(HttpSessionHost& host, asio::ip::tcp::socket socket)
    : host_(host), stream_(std::move(socket)), park_timer_(host.io) {}

void HttpSession::start() {
    if (host_.tls == nullptr) return wait_for_request(kHeaderPatience);
    expect_within(kHeaderPatience);
    stream_.socket().async_wait(asio::socket_base::wait_read, [self = shared_from_this()](ErrorCode error) {
        if (error) return self->close();
        self->tell_tls_from_plain();
    });
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
                         [self = shared_from_this()](ErrorCode error) { self->on_handshake(error); });
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
    ErrorCode ignored;
    stream_.socket().close(ignored);
    if (when_closed_) when_closed_();
    leave_park();
    pieces_.reset();
    host_.ended(shared_from_this());
}

void HttpSession::close_if_late(std::chrono::steady_clock::time_point now) {
    if (now > deadline_ || (parked_ && client_is_gone())) close();
}

void HttpSession::expect_within(seconds patience) {
    deadline_ = std::chrono::steady_clock::now() + patience;
}

void HttpSession::wait_for_request(seconds patience) {
    without_request_ = true;
    parser_.reset();
    if (buffer_.size() > 0) return read_header();
    buffer_ = {};
    expect_within(patience);
    if (stream_.tls() != nullptr) return wait_for_tls_request();
    stream_.socket().async_wait(asio::socket_base::wait_read, [self = shared_from_this()](ErrorCode error) {
        if (error) return self->close();
        self->read_header();
    });
}

// What TLS has read ahead does not show at the socket, so only a read tells that a request has come.
void HttpSession::wait_for_tls_request() {
    stream_.async_read_some(buffer_.prepare(1),
                            [self = shared_from_this()](ErrorCode error, std::size_t size) {
                                if (error) return self->close();
                                self->buffer_.commit(size);
                                self->read_header();
                            });
}

void HttpSession::read_header() {
    without_request_ = false;
    is_head_ = false;
    is_http_1_0_ = false;
    keep_alive_ = true;
    buffer_.reserve(kReadBytes);
    parser_.emplace();
    parser_->header_limit(kMaxHeaderBytes);
    parser_->body_limit(boost::none);  // on_header() sets it: it goes by the path
    header_bytes_ = 0;
    expect_within(kHeaderPatience);
    read_more_header();
}

// The parser's own limit is one on a single field; this keeps count of all of them.
void HttpSession::read_more_header() {
    http::async_read_some(stream_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t size) {
                              self->header_bytes_ += size;
                              const bool too_large = self->header_bytes_ > kMaxHeaderBytes;
                              if (!error && too_large) error = http::error::header_limit;
                              if (error || self->parser_->is_header_done()) return self->on_header(error);
                              self->read_more_header();
                          });
}

void HttpSession::on_header(ErrorCode error) {
    if (error) return on_read_error(error);
    const auto& message = parser_->get();
    is_head_ = message.method() == http::verb::head;
    is_http_1_0_ = message.version() < 11;
    keep_alive_ = message.keep_alive();
    if (!limit_body()) return refuse(413, api::body_too_large_text(body_limit_));
    const bool waits_for_continue = boost::beast::iequals(message[http::field::expect], "100-continue");
    if (waits_for_continue && !is_http_1_0_ && !parser_->is_done()) return send_continue();
    read_body();
}

// Sets what the path allows; false if the client has announced more.
bool HttpSession::limit_body() {
    const auto& message = parser_->get();
    const std::string_view method(message.method_string().data(), message.method_string().size());
    const std::string_view target(message.target().data(), message.target().size());
    body_limit_ = api::most_body_bytes(method, target);
    parser_->body_limit(body_limit_);
    return parser_->content_length().value_or(0) <= body_limit_;
}

void HttpSession::send_continue() {
    asio::async_write(stream_, asio::buffer(kContinue),
                      [self = shared_from_this()](ErrorCode error, std::size_t) {
                          if (error) return self->close();
                          self->read_body();
                      });
}

void HttpSession::read_body() {
    if (parser_->is_done()) return run_request();
    parser_->eager(true);
    expect_within(kBodyPatience);
    http::async_read_some(stream_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                              if (error) return self->on_read_error(error);
                              self->read_body();
                          });
}

void HttpSession::on_read_error(ErrorCode error) {
    if (is_silent_end(error)) return close();
    is_http_1_0_ = parser_->get().version() < 11;
    is_head_ = parser_->get().method() == http::verb::head;
    if (error == http::error::body_limit) return refuse(413, api::body_too_large_text(body_limit_));
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return refuse(431, "The request headers are larger than 64 KiB.");
    }
    refuse(400, "The request is not valid HTTP: " + error.message() + ".");
}

void HttpSession::run_request() {
    deadline_ = std::chrono::steady_clock::time_point::max();
    api::HttpRequest request = to_api_request(parser_->release());
    request.is_tls = stream_.tls() != nullptr;
    auto work = [self = shared_from_this(), request = std::move(request)] {
        api::HttpResponse response = api::dispatch(self->host_.api, request);
        auto answer = [self, response = std::move(response)]() mutable { self->answer(std::move(response)); };
        asio::post(self->host_.io, std::move(answer));
    };
    asio::post(host_.workers, std::move(work));
}

// Answers what never becomes a request of the API. What the client still sends is of no use, so the
// connection ends.
void HttpSession::refuse(unsigned status, const std::string& message) {
    ++host_.api.counters.http_requests;
    ++host_.api.counters.http_errors;
    keep_alive_ = false;
    api::HttpResponse response;
    response.status = status;
    response.body = R"({"message":")" + message + R"("})";
    send_response(std::move(response));
}

void HttpSession::send_response(api::HttpResponse response) {
    if (finishing_) keep_alive_ = false;
    const HeadOptions options{keep_alive_, is_http_1_0_, std::time(nullptr)};
    std::string head = format_head(response, options);
    send(std::move(head), is_head_ ? std::string() : std::move(response.body), kSendPatience,
         &HttpSession::on_sent);
}

void HttpSession::send(std::string head, std::string body, seconds patience,
                       void (HttpSession::*sent)(ErrorCode)) {
    if (closed_) return;
    head_ = std::move(head);
    body_ = std::move(body);
    expect_within(patience);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, parts, [self = shared_from_this(), sent](ErrorCode error, std::size_t) {
        self->head_ = {};
        self->body_ = {};
        (self.get()->*sent)(error);
    });
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
    tls->async_shutdown([self = shared_from_this()](ErrorCode) { self->shut_down_sending(); });
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
    stream_.socket().async_read_some(buffer_.prepare(kReadBytes),
                                     [self = shared_from_this()](ErrorCode error, std::size_t) {
                                         if (error) return self->close();
                                         self->discard_the_rest();
                                     });
}

}  // namespace xray::emulator
