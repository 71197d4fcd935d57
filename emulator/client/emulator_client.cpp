// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/emulator_client.hpp"

#include <array>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::seconds kConnectPatience{5};

http::request<http::string_body> make_request(std::string_view method, std::string_view target,
                                              std::string_view body, const Endpoint& server) {
    http::request<http::string_body> request;
    request.version(11);
    request.method_string(boost::string_view(method.data(), method.size()));
    request.target(boost::string_view(target.data(), target.size()));
    request.set(http::field::host, to_string(server));
    request.set(http::field::user_agent, "xray-emulator/" + std::string(version()));
    request.set(http::field::connection, "close");
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = std::string(body);
    request.prepare_payload();
    return request;
}

// One connection, used as if it blocked, but for no longer than the stream's time allows.
class Connection {
public:
    explicit Connection(const Endpoint& server) : server_(server) {}

    tl::expected<void, std::string> connect() {
        error_code error;
        asio::ip::tcp::resolver resolver(io_);
        const auto addresses = resolver.resolve(server_.host, std::to_string(server_.port), error);
        if (error) return tl::unexpected("cannot find " + server_.host + ": " + error.message());
        stream_.expires_after(kConnectPatience);
        stream_.async_connect(addresses, [&](error_code failure, const auto&) { error = failure; });
        run();
        if (error) return tl::unexpected(reason(error));
        return {};
    }

    tl::expected<void, std::string> write(http::request<http::string_body>& request,
                                          std::chrono::milliseconds patience) {
        error_code error;
        stream_.expires_after(patience);
        http::async_write(stream_, request, [&](error_code failure, std::size_t) { error = failure; });
        run();
        if (error) return tl::unexpected(reason(error));
        return {};
    }

    template <class Parser>
    tl::expected<void, std::string> read(Parser& parser, std::chrono::milliseconds patience) {
        error_code error;
        stream_.expires_after(patience);
        http::async_read(stream_, buffer_, parser, [&](error_code failure, std::size_t) { error = failure; });
        run();
        if (error) return tl::unexpected(reason(error));
        return {};
    }

    // Reads until something of the body has come, however long that takes.
    template <class Parser>
    error_code read_some(Parser& parser) {
        error_code error;
        stream_.expires_never();
        http::async_read_some(stream_, buffer_, parser,
                              [&](error_code failure, std::size_t) { error = failure; });
        run();
        return error;
    }

    [[nodiscard]] std::string reason(const error_code& error) const {
        if (error == beast::error::timeout) return "no answer from http://" + to_string(server_);
        return "no emulator answers at http://" + to_string(server_) + ": " + error.message();
    }

private:
    void run() {
        io_.restart();
        io_.run();
    }

    Endpoint server_;
    asio::io_context io_{1};
    beast::tcp_stream stream_{io_};
    beast::flat_buffer buffer_;
};

// Takes whole lines off the front of `text` and hands them on; whether more are wanted.
bool take_lines(std::string& text, unsigned status,
                const std::function<bool(unsigned, std::string_view)>& take) {
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        if (!take(status, std::string_view(text).substr(begin, end - begin))) return false;
        begin = end + 1;
    }
    text.erase(0, begin);
    return true;
}

}  // namespace

tl::expected<EmulatorClient, std::string> EmulatorClient::open(const std::string& url) {
    constexpr std::string_view kScheme = "http://";
    const std::string wrong = "'" + url + "' is not a URL of the form http://HOST:PORT";
    if (!std::string_view(url).starts_with(kScheme)) return tl::unexpected(wrong);
    const std::string authority = url.substr(kScheme.size(), url.find('/', kScheme.size()) - kScheme.size());
    std::optional<Endpoint> endpoint = parse_endpoint(authority);
    if (!endpoint && !authority.empty()) endpoint = parse_endpoint(authority + ":80");
    if (!endpoint || endpoint->host.empty()) return tl::unexpected(wrong);
    return EmulatorClient(*endpoint);
}

std::string EmulatorClient::url() const {
    return "http://" + to_string(server_);
}

tl::expected<ClientAnswer, std::string> EmulatorClient::send(std::string_view method, std::string_view target,
                                                             std::string_view body,
                                                             std::chrono::milliseconds patience) const {
    Connection connection(server_);
    if (auto connected = connection.connect(); !connected) return tl::unexpected(connected.error());
    auto request = make_request(method, target, body, server_);
    if (auto written = connection.write(request, patience); !written) return tl::unexpected(written.error());
    http::response_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    if (auto read = connection.read(parser, patience); !read) return tl::unexpected(read.error());
    return ClientAnswer{parser.get().result_int(), std::move(parser.get().body())};
}

tl::expected<ClientAnswer, std::string> EmulatorClient::get(std::string_view target) const {
    return send("GET", target, {}, kPatience);
}

tl::expected<ClientAnswer, std::string> EmulatorClient::post(std::string_view target,
                                                             std::string_view body) const {
    return send("POST", target, body, kPatience);
}

tl::expected<void, std::string> EmulatorClient::read_lines(
    std::string_view target, const std::function<bool(unsigned status, std::string_view line)>& take) const {
    Connection connection(server_);
    if (auto connected = connection.connect(); !connected) return tl::unexpected(connected.error());
    auto request = make_request("GET", target, {}, server_);
    if (auto written = connection.write(request, kPatience); !written) return tl::unexpected(written.error());
    http::response_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    std::string rest;
    while (!parser.is_done()) {
        const error_code error = connection.read_some(parser);
        if (error) return tl::unexpected(connection.reason(error));
        if (!parser.is_header_done()) continue;
        rest += std::exchange(parser.get().body(), {});
        if (!take_lines(rest, parser.get().result_int(), take)) return {};
    }
    if (!rest.empty()) take(parser.get().result_int(), rest);
    return {};
}

std::string default_endpoint(const Environment& environment) {
    return find_variable(environment, "AWS_ENDPOINT_URL_XRAY").value_or("http://127.0.0.1:2000");
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            out += '%';
            append_hex(out, std::string_view(&c, 1));
        }
    }
    return out;
}

}  // namespace xray::emulator
