// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Datagrams as the system gives them: datagrams_linux.cpp, or datagrams_portable.cpp where that is not there
// (cmake/xray_system.cmake).
namespace xray::emulator {

// Room for the datagrams of one call. Memory is only used for what has lain in it.
class DatagramBatch {
public:
    static constexpr std::size_t kMost = 64;
    // Above the largest UDP payload, 65,507: nothing is ever cut.
    static constexpr std::size_t kDatagramBytes = 65536;

    DatagramBatch();
    DatagramBatch(const DatagramBatch&) = delete;
    DatagramBatch& operator=(const DatagramBatch&) = delete;
    ~DatagramBatch();

    // The datagrams that wait in the kernel, at most kMost; none if none wait or the call failed (errno).
    // They are valid until the next call.
    [[nodiscard]] std::span<const std::string_view> receive(int socket);

    // Who sent a datagram of the last call: "127.0.0.1:41043".
    [[nodiscard]] std::string sender(std::size_t number) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Makes the socket's receive buffer as large as the system allows.
void enlarge_receive_buffer(int socket);

// How many datagrams found the receive buffer full, since the socket was opened; wraps at 32 bits. Nothing
// where the system does not tell.
[[nodiscard]] std::optional<std::uint32_t> datagrams_lost(int socket);

}  // namespace xray::emulator
