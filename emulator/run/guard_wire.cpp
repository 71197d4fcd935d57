// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/guard_wire.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

namespace xray::emulator {
namespace {

// Where sockets are told once for all (SO_NOSIGPIPE), each call is not.
#ifdef MSG_NOSIGNAL
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;
#endif

bool send_all(int connection, const void* data, std::size_t size) {
    const auto* at = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t sent = send(connection, at, size, kNoSignal);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receive_all(int connection, void* data, std::size_t size) {
    auto* at = static_cast<char*>(data);
    while (size > 0) {
        const ssize_t received = recv(connection, at, size, 0);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) return false;
        at += received;
        size -= static_cast<std::size_t>(received);
    }
    return true;
}

}  // namespace

bool send_number(int connection, std::uint32_t number) {
    return send_all(connection, &number, sizeof(number));
}

std::optional<std::uint32_t> receive_number(int connection) {
    std::uint32_t number = 0;
    if (!receive_all(connection, &number, sizeof(number))) return std::nullopt;
    return number;
}

bool send_texts(int connection, const std::vector<std::string>& texts) {
    if (!send_number(connection, static_cast<std::uint32_t>(texts.size()))) return false;
    for (const std::string& text : texts) {
        if (!send_number(connection, static_cast<std::uint32_t>(text.size())) ||
            !send_all(connection, text.data(), text.size())) {
            return false;
        }
    }
    return true;
}

std::optional<std::vector<std::string>> receive_texts(int connection) {
    const auto count = receive_number(connection);
    if (!count) return std::nullopt;
    std::vector<std::string> texts;
    for (std::uint32_t i = 0; i < *count; ++i) {
        const auto size = receive_number(connection);
        if (!size) return std::nullopt;
        std::string& text = texts.emplace_back(*size, '\0');
        if (!receive_all(connection, text.data(), text.size())) return std::nullopt;
    }
    return texts;
}

}  // namespace xray::emulator
