// SPDX-License-Identifier: Apache-2.0
#include <linux/sock_diag.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <array>
#include <new>

#include "emulator/system/datagrams.hpp"
#include "emulator/system/sender_text.hpp"

namespace xray::emulator {
namespace {

constexpr int kForcedBufferBytes = 32 << 20;
constexpr int kPlainBufferBytes = 8 << 20;
constexpr std::size_t kBytes = DatagramBatch::kMost * DatagramBatch::kDatagramBytes;

}  // namespace

// For one recvmmsg call. The pages come from mmap and cost memory only once a datagram has lain in them.
struct DatagramBatch::State {
    State() {
        void* const pages =
            mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (pages == MAP_FAILED) throw std::bad_alloc();
        memory = static_cast<char*>(pages);
        for (std::size_t i = 0; i < kMost; ++i) {
            vectors[i] = {memory + i * kDatagramBytes, kDatagramBytes};
            messages[i].msg_hdr.msg_iov = &vectors[i];
            messages[i].msg_hdr.msg_iovlen = 1;
            messages[i].msg_hdr.msg_name = senders[i].data();
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { munmap(memory, kBytes); }

    char* memory = nullptr;
    std::array<iovec, kMost> vectors{};
    std::array<mmsghdr, kMost> messages{};
    std::array<boost::asio::ip::udp::endpoint, kMost> senders{};
    std::array<std::string_view, kMost> datagrams{};
};

DatagramBatch::DatagramBatch() : state_(std::make_unique<State>()) {}

DatagramBatch::~DatagramBatch() = default;

std::span<const std::string_view> DatagramBatch::receive(int socket) {
    State& state = *state_;
    for (std::size_t i = 0; i < kMost; ++i) {
        state.messages[i].msg_hdr.msg_namelen = static_cast<socklen_t>(state.senders[i].capacity());
    }
    const int received = recvmmsg(socket, state.messages.data(), kMost, MSG_DONTWAIT, nullptr);
    const std::size_t count = received > 0 ? static_cast<std::size_t>(received) : 0;
    for (std::size_t i = 0; i < count; ++i) {
        state.datagrams[i] = {state.memory + i * kDatagramBytes, state.messages[i].msg_len};
    }
    return {state.datagrams.data(), count};
}

std::string DatagramBatch::sender(std::size_t number) const {
    return sender_text(state_->senders[number]);
}

void enlarge_receive_buffer(int socket) {
    // FORCE goes beyond net.core.rmem_max but wants CAP_NET_ADMIN; the other is cut to that limit without an
    // error.
    if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &kForcedBufferBytes, sizeof kForcedBufferBytes) == 0)
        return;
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kPlainBufferBytes, sizeof kPlainBufferBytes);
}

// The count that travels with datagrams (SO_RXQ_OVFL) tells of a loss only when a later datagram arrives, and
// the end of a burst has none.
std::optional<std::uint32_t> datagrams_lost(int socket) {
    std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
    socklen_t length = sizeof info;
    if (getsockopt(socket, SOL_SOCKET, SO_MEMINFO, info.data(), &length) != 0) return std::nullopt;
    return info[SK_MEMINFO_DROPS];
}

}  // namespace xray::emulator
