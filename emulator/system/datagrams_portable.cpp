// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <array>

#include "emulator/system/datagrams.hpp"
#include "emulator/system/sender_text.hpp"

namespace xray::emulator {
namespace {

// Where a system refuses the size, half of it may do.
constexpr int kBufferBytes = 8 << 20;
constexpr int kLeastBufferBytes = 64 << 10;

}  // namespace

// A call takes one datagram, so the memory stays untouched behind those that came.
struct DatagramBatch::State {
    std::unique_ptr<char[]> memory{new char[kMost * kDatagramBytes]};
    std::array<boost::asio::ip::udp::endpoint, kMost> senders{};
    std::array<std::string_view, kMost> datagrams{};
};

DatagramBatch::DatagramBatch() : state_(std::make_unique<State>()) {}

DatagramBatch::~DatagramBatch() = default;

std::span<const std::string_view> DatagramBatch::receive(int socket) {
    State& state = *state_;
    std::size_t count = 0;
    while (count < kMost) {
        char* const at = state.memory.get() + count * kDatagramBytes;
        auto& sender = state.senders[count];
        auto length = static_cast<socklen_t>(sender.capacity());
        const ssize_t received = recvfrom(socket, at, kDatagramBytes, MSG_DONTWAIT, sender.data(), &length);
        if (received < 0) break;
        state.datagrams[count] = {at, static_cast<std::size_t>(received)};
        ++count;
    }
    return {state.datagrams.data(), count};
}

std::string DatagramBatch::sender(std::size_t number) const {
    return sender_text(state_->senders[number]);
}

void enlarge_receive_buffer(int socket) {
    for (int bytes = kBufferBytes; bytes >= kLeastBufferBytes; bytes /= 2) {
        if (setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0) return;
    }
}

std::optional<std::uint32_t> datagrams_lost(int /*socket*/) {
    return std::nullopt;
}

}  // namespace xray::emulator
