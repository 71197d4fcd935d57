// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/udp_sender.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <vector>

namespace xray::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 64;
constexpr std::size_t kRoom = 4096;  // above the workload's datagrams
constexpr std::chrono::milliseconds kTick{1};
constexpr std::chrono::milliseconds kMostLag{20};
constexpr int kBufferBytes = 32 << 20;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int connected_socket(const sockaddr_in& to) {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        throw std::runtime_error("no UDP socket on 127.0.0.1");
    return fd;
}

// Memory for one sendmmsg or recvmmsg.
struct Messages {
    Messages() : bytes(kBatch * kRoom) {
        for (std::size_t i = 0; i < kBatch; ++i) {
            vectors[i] = {bytes.data() + i * kRoom, kRoom};
            headers[i].msg_hdr.msg_iov = &vectors[i];
            headers[i].msg_hdr.msg_iovlen = 1;
        }
    }

    void put(std::size_t place, std::string_view datagram) {
        std::memcpy(bytes.data() + place * kRoom, datagram.data(), datagram.size());
        vectors[place].iov_len = datagram.size();
    }

    std::vector<char> bytes;
    std::array<iovec, kBatch> vectors{};
    std::array<mmsghdr, kBatch> headers{};
};

}  // namespace

LoopbackPair::LoopbackPair() : receiver_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (setsockopt(receiver_, SOL_SOCKET, SO_RCVBUFFORCE, &kBufferBytes, sizeof kBufferBytes) != 0)
        setsockopt(receiver_, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (bind(receiver_, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
        getsockname(receiver_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw std::runtime_error("no UDP port on 127.0.0.1");
    }
    sender_ = connected_socket(address);
}

LoopbackPair::~LoopbackPair() {
    close(sender_);
    close(receiver_);
}

void LoopbackPair::send(std::string_view datagram) const {
    static_cast<void>(::send(sender_, datagram.data(), datagram.size(), 0));
}

std::size_t LoopbackPair::receive_waiting() const {
    Messages messages;
    std::size_t received = 0;
    for (;;) {
        const int got = recvmmsg(receiver_, messages.headers.data(), kBatch, MSG_DONTWAIT, nullptr);
        if (got <= 0) return received;
        received += static_cast<std::size_t>(got);
    }
}

SendResult send_paced(std::uint16_t port, Workload& workload, double rate, double seconds) {
    const int fd = connected_socket(loopback(port));
    Messages messages;
    SendResult result;
    const auto started = Clock::now();
    const auto ends =
        started + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    auto tick = started;
    double owed = 0;
    while (tick < ends) {
        owed += rate * std::chrono::duration<double>(kTick).count();
        while (owed >= 1) {
            const std::size_t count = std::min(kBatch, static_cast<std::size_t>(owed));
            for (std::size_t i = 0; i < count; ++i) messages.put(i, workload.document(result.sent + i, true));
            const int sent = sendmmsg(fd, messages.headers.data(), static_cast<unsigned>(count), 0);
            if (sent < 0) break;
            result.sent += static_cast<std::uint64_t>(sent);
            owed -= sent;
        }
        tick += kTick;
        tick = std::max(tick, Clock::now() - kMostLag);
        std::this_thread::sleep_until(tick);
    }
    result.taken = Clock::now() - started;
    close(fd);
    return result;
}

}  // namespace xray::bench
