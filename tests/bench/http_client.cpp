// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <stdexcept>

namespace xray::bench {
namespace {

std::size_t content_length(std::string_view head) {
    static constexpr std::string_view kName = "content-length:";
    for (std::size_t line = 0; line < head.size(); line = head.find('\n', line) + 1) {
        std::size_t i = 0;
        while (i < kName.size() && std::tolower(static_cast<unsigned char>(head[line + i])) == kName[i]) ++i;
        if (i == kName.size()) return std::stoul(std::string(head.substr(line + i, 16)));
        if (head.find('\n', line) == std::string_view::npos) break;
    }
    throw std::runtime_error("an answer without Content-Length");
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(socket_);
        throw std::runtime_error("cannot connect to the emulator");
    }
}

HttpClient::~HttpClient() {
    close(socket_);
}

void HttpClient::send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("the emulator closed the connection");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void HttpClient::read_more() {
    std::array<char, 65536> block;  // filled by recv
    const ssize_t got = recv(socket_, block.data(), block.size(), 0);
    if (got <= 0) throw std::runtime_error("the emulator closed the connection");
    received_.append(block.data(), static_cast<std::size_t>(got));
}

std::string HttpClient::exchange(std::string_view method, std::string_view path, std::string_view body) {
    request_.assign(method).append(" ").append(path).append(
        " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ");
    request_.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    send_all(request_);

    received_.clear();
    std::size_t head = std::string::npos;
    while ((head = received_.find("\r\n\r\n")) == std::string::npos) read_more();
    const std::size_t length = content_length(std::string_view(received_).substr(0, head + 2));
    while (received_.size() < head + 4 + length) read_more();
    if (received_.compare(0, 12, "HTTP/1.1 200") != 0) {
        throw std::runtime_error(std::string(path) + " answered " + received_.substr(0, 600));
    }
    return received_.substr(head + 4, length);
}

}  // namespace xray::bench
