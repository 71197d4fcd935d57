// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/http_connection.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

// Answers are short lists of what was refused.
constexpr std::uint64_t kMostAnswerBytes = 4U << 20U;

std::string reason_of(const std::string& what, const error_code& error, HttpStream& stream) {
    std::string reason = what + error.message();
    if (stream.tls() == nullptr) return reason;
    const long verdict = SSL_get_verify_result(stream.tls()->native_handle());
    if (verdict != X509_V_OK) reason.append(" (").append(X509_verify_cert_error_string(verdict)).append(")");
    return reason;
}

}  // namespace

HttpConnection::HttpConnection(asio::io_context& io, Endpoint server, asio::ssl::context* tls)
    : server_(std::move(server)), tls_(tls), resolver_(io), timer_(io), stream_(asio::ip::tcp::socket(io)) {}

void HttpConnection::open(std::chrono::milliseconds patience, Opened opened) {
    opened_ = std::move(opened);
    watch(patience);
    resolver_.async_resolve(server_.host, std::to_string(server_.port),
                            [self = shared_from_this()](error_code error, const auto& addresses) {
                                if (error)
                                    return self->fail("cannot find " + self->server_.host + ": ", error);
                                self->connect(addresses);
                            });
}

void HttpConnection::connect(const asio::ip::tcp::resolver::results_type& addresses) {
    asio::async_connect(stream_.socket(), addresses,
                        [self = shared_from_this()](error_code error, const auto&) {
                            if (error) return self->fail("", error);
                            error_code ignored;
                            self->stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
                            if (self->tls_ != nullptr) return self->handshake();
                            self->finish_opening({});
                        });
}

void HttpConnection::handshake() {
    HttpStream::TlsStream& tls = stream_.start_tls(*tls_);
    // An address is no name: it must not be sent as one.
    error_code is_name;
    asio::ip::make_address(server_.host, is_name);
    // What the macro SSL_set_tlsext_host_name() does, without its casts; OpenSSL copies the name.
    if (is_name) {
        SSL_ctrl(tls.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(server_.host.c_str()));
    }
    error_code error;
    tls.set_verify_callback(asio::ssl::host_name_verification(server_.host), error);
    if (error) return fail("TLS: ", error);
    tls.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](error_code failure) {
        if (failure) return self->fail("TLS: ", failure);
        self->finish_opening({});
    });
}

void HttpConnection::finish_opening(tl::expected<void, std::string> result) {
    timer_.cancel();
    is_reusable_ = result.has_value();
    if (const Opened opened = std::exchange(opened_, {})) opened(std::move(result));
}

void HttpConnection::exchange(Request request, std::chrono::milliseconds patience, Answered answered) {
    request_ = std::move(request);
    answered_ = std::move(answered);
    parser_.emplace();
    parser_->body_limit(kMostAnswerBytes);
    is_reusable_ = false;
    is_untouched_ = true;
    watch(patience);
    write();
}

void HttpConnection::write() {
    http::async_write(stream_, request_, [self = shared_from_this()](error_code error, std::size_t) {
        if (error) return self->fail("", error);
        self->read();
    });
}

void HttpConnection::read() {
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
        if (error) {
            self->is_untouched_ = !self->parser_->got_some();
            return self->fail("", error);
        }
        self->on_read();
    });
}

void HttpConnection::on_read() {
    timer_.cancel();
    is_reusable_ = parser_->keep_alive();
    request_ = {};
    if (const Answered answered = std::exchange(answered_, {})) answered(parser_->release());
}

void HttpConnection::watch(std::chrono::milliseconds patience) {
    timer_.expires_after(patience);
    timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
        const auto self = weak.lock();
        if (cancelled || self == nullptr) return;
        self->has_timed_out_ = true;
        error_code ignored;
        self->resolver_.cancel();
        self->stream_.socket().close(ignored);
        // A name server that does not answer would be waited for until it does.
        if (self->opened_) self->fail("", asio::error::timed_out);
    });
}

void HttpConnection::fail(const std::string& what, const error_code& error) {
    timer_.cancel();
    const std::string reason =
        has_timed_out_ ? std::string("no answer in time") : reason_of(what, error, stream_);
    error_code ignored;
    stream_.socket().close(ignored);
    is_reusable_ = false;
    if (has_timed_out_) is_untouched_ = false;
    if (opened_) return finish_opening(tl::unexpected(reason));
    if (const Answered answered = std::exchange(answered_, {})) answered(tl::unexpected(reason));
}

void HttpConnection::close() {
    opened_ = {};
    answered_ = {};
    is_reusable_ = false;
    error_code ignored;
    resolver_.cancel();
    timer_.cancel();
    stream_.socket().close(ignored);
}

}  // namespace xray::emulator
