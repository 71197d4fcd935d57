// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <tl/expected.hpp>

#include "emulator/config/endpoint.hpp"
#include "emulator/http/http_stream.hpp"

namespace xray::emulator {

// One connection to a server, plain or TLS, for one request after another. It ends with the first failure.
// What is under way keeps it alive. All of it runs on the thread of its io_context.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;
    using Opened = std::function<void(tl::expected<void, std::string>)>;
    using Answered = std::function<void(tl::expected<Response, std::string>)>;

    // With `tls`, which must outlive it, the server has to show a certificate of its name.
    HttpConnection(boost::asio::io_context& io, Endpoint server, boost::asio::ssl::context* tls);

    // Each calls back once, in time, with a reason in words where it failed; not at all after close().
    void open(std::chrono::milliseconds patience, Opened opened);
    void exchange(Request request, std::chrono::milliseconds patience, Answered answered);

    // Whether exchange() may be called again.
    [[nodiscard]] bool is_reusable() const { return is_reusable_; }
    // Whether nothing at all had come back when it failed: a server may close what it thinks is idle.
    [[nodiscard]] bool is_untouched() const { return is_untouched_; }

    void close();

private:
    void connect(const boost::asio::ip::tcp::resolver::results_type& addresses);
    void handshake();
    void write();
    void read();
    void on_read();
    void watch(std::chrono::milliseconds patience);
    void fail(const std::string& what, const boost::system::error_code& error);
    void finish_opening(tl::expected<void, std::string> result);

    const Endpoint server_;
    boost::asio::ssl::context* const tls_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    HttpStream stream_;
    boost::beast::flat_buffer buffer_;
    Request request_;
    std::optional<boost::beast::http::response_parser<boost::beast::http::string_body>> parser_;
    Opened opened_;
    Answered answered_;
    bool has_timed_out_ = false;
    bool is_reusable_ = false;
    bool is_untouched_ = false;
};

}  // namespace xray::emulator
