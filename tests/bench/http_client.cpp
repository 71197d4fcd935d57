// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/http_client.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

namespace xray::bench {
namespace {

// The value of a header in the lines of a head, in lower case; empty without it.
std::string header(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        std::string line(head.substr(0, end));
        std::transform(line.begin(), line.end(), line.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        if (line.compare(0, name.size(), name) == 0 && line.size() > name.size() &&
            line[name.size()] == ':') {
            return line.substr(std::min(line.find_first_not_of(' ', name.size() + 1), line.size()));
        }
        head.remove_prefix(std::min(end + 2, head.size()));
    }
    return {};
}

std::size_t content_length(std::string_view head) {
    const std::string length = header(head, "content-length");
    if (length.empty()) throw std::runtime_error("an answer without Content-Length");
    return std::stoul(length);
}

}  // namespace

Endpoint Endpoint::of_url(std::string_view url) {
    constexpr std::string_view kScheme = "http://";
    if (url.substr(0, kScheme.size()) != kScheme) throw std::runtime_error("an endpoint is http://HOST:PORT");
    url.remove_prefix(kScheme.size());
    const std::size_t slash = std::min(url.find('/'), url.size());
    Endpoint endpoint{
        .host = std::string(url.substr(0, slash)), .port = 80, .path = std::string(url.substr(slash))};
    while (!endpoint.path.empty() && endpoint.path.back() == '/') endpoint.path.pop_back();
    if (const std::size_t colon = endpoint.host.rfind(':'); colon != std::string::npos) {
        const unsigned long port = std::strtoul(endpoint.host.c_str() + colon + 1, nullptr, 10);
        if (port == 0 || port > 65535) throw std::runtime_error("a port is from 1 to 65535");
        endpoint.port = static_cast<std::uint16_t>(port);
        endpoint.host.resize(colon);
    }
    return endpoint;
}

HttpClient::HttpClient(Endpoint endpoint) : endpoint_(std::move(endpoint)) {
    connect();
}

HttpClient::~HttpClient() {
    disconnect();
}

void HttpClient::connect() {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(endpoint_.port);
    if (getaddrinfo(endpoint_.host.c_str(), port.c_str(), &hints, &found) != 0)
        throw std::runtime_error("cannot find " + endpoint_.host);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> address(found, freeaddrinfo);
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket_, address->ai_addr, address->ai_addrlen) != 0) {
        disconnect();
        throw std::runtime_error("cannot connect to " + endpoint_.host + ":" + port);
    }
}

void HttpClient::disconnect() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
}

void HttpClient::send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("the server closed the connection");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void HttpClient::read_more() {
    std::array<char, 65536> block;  // filled by recv
    const ssize_t got = recv(socket_, block.data(), block.size(), 0);
    if (got <= 0) throw std::runtime_error("the server closed the connection");
    received_.append(block.data(), static_cast<std::size_t>(got));
}

std::string HttpClient::exchange(std::string_view method, std::string_view path, std::string_view body) {
    if (socket_ < 0) connect();
    request_.assign(method).append(" ").append(endpoint_.path).append(path);
    request_.append(" HTTP/1.1\r\nHost: ").append(endpoint_.host).append("\r\nContent-Length: ");
    request_.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    send_all(request_);

    received_.clear();
    std::size_t head = std::string::npos;
    while ((head = received_.find("\r\n\r\n")) == std::string::npos) read_more();
    const std::string head_text = received_.substr(0, head + 2);
    const std::size_t length = content_length(head_text);
    while (received_.size() < head + 4 + length) read_more();
    if (received_.compare(0, 12, "HTTP/1.1 200") != 0) {
        throw std::runtime_error(std::string(path) + " answered " + received_.substr(0, 600));
    }
    if (header(head_text, "connection") == "close" || head_text.compare(0, 8, "HTTP/1.0") == 0) disconnect();
    return received_.substr(head + 4, length);
}

}  // namespace xray::bench
