// SPDX-License-Identifier: Apache-2.0
#include "emulator/udp_listener.hpp"

#include <linux/sock_diag.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <new>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {
namespace {

constexpr std::size_t kBatchSize = 64;
// Above the largest UDP payload, 65,507: nothing is ever cut.
constexpr std::size_t kDatagramBytes = 65536;
constexpr int kForcedBufferBytes = 32 << 20;
constexpr int kPlainBufferBytes = 8 << 20;

// A sender that never pauses must not keep the process from ending.
constexpr std::chrono::seconds kLongestDrain{2};

// After a call that failed.
constexpr int kPauseMs = 100;
constexpr std::chrono::seconds kBetweenWarnings{10};

void enlarge_receive_buffer(int fd) {
    // FORCE goes beyond net.core.rmem_max but wants CAP_NET_ADMIN; the other is cut to that limit without an
    // error.
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kForcedBufferBytes, sizeof kForcedBufferBytes) == 0)
        return;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kPlainBufferBytes, sizeof kPlainBufferBytes);
}

}  // namespace

// Room for one recvmmsg call. The pages come from mmap and cost memory only once a datagram has lain in them.
class UdpListener::Batch {
public:
    Batch() {
        void* const memory =
            mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) throw std::bad_alloc();
        memory_ = static_cast<char*>(memory);
        for (std::size_t i = 0; i < kBatchSize; ++i) {
            vectors_[i] = {memory_ + i * kDatagramBytes, kDatagramBytes};
            messages_[i].msg_hdr.msg_iov = &vectors_[i];
            messages_[i].msg_hdr.msg_iovlen = 1;
            messages_[i].msg_hdr.msg_name = senders_[i].data();
        }
    }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() { munmap(memory_, kBytes); }

    // The datagrams that wait in the kernel, at most kBatchSize; none if none wait or the call failed
    // (errno). They are valid until the next call.
    [[nodiscard]] std::span<const std::string_view> receive(int fd) {
        for (std::size_t i = 0; i < kBatchSize; ++i) {
            messages_[i].msg_hdr.msg_namelen = static_cast<socklen_t>(senders_[i].capacity());
        }
        const int received = recvmmsg(fd, messages_.data(), kBatchSize, MSG_DONTWAIT, nullptr);
        const std::size_t count = received > 0 ? static_cast<std::size_t>(received) : 0;
        for (std::size_t i = 0; i < count; ++i) {
            datagrams_[i] = {memory_ + i * kDatagramBytes, messages_[i].msg_len};
        }
        return {datagrams_.data(), count};
    }

    // Who sent a datagram of the last call: "127.0.0.1:41043".
    [[nodiscard]] std::string sender(std::size_t number) const {
        boost::asio::ip::address address = senders_[number].address();
        // An IPv4 client at a socket for both.
        if (address.is_v6() && address.to_v6().is_v4_mapped())
            address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
        return to_string(Endpoint{address.to_string(), senders_[number].port()});
    }

private:
    static constexpr std::size_t kBytes = kBatchSize * kDatagramBytes;

    char* memory_ = nullptr;
    std::array<iovec, kBatchSize> vectors_{};
    std::array<mmsghdr, kBatchSize> messages_{};
    std::array<boost::asio::ip::udp::endpoint, kBatchSize> senders_{};
    std::array<std::string_view, kBatchSize> datagrams_{};
};

UdpListener::UdpListener(boost::asio::ip::udp::socket socket, api::SegmentIngest& ingest,
                         api::FaultList& faults, Counters& counters, LogSink log)
    : socket_(std::move(socket)),
      ingest_(ingest),
      faults_(faults),
      counters_(counters),
      log_(std::move(log)),
      batch_(std::make_unique<Batch>()) {
    enlarge_receive_buffer(socket_.native_handle());
    stop_event_ = eventfd(0, EFD_CLOEXEC);
    if (stop_event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

UdpListener::~UdpListener() {
    stop();
    close(stop_event_);
}

std::size_t UdpListener::receive_buffer_bytes() const {
    boost::asio::socket_base::receive_buffer_size size;
    socket_.get_option(size);
    return static_cast<std::size_t>(size.value());
}

void UdpListener::start() {
    thread_ = std::thread([this] { run(); });
}

void UdpListener::stop() {
    if (!thread_.joinable()) return;
    eventfd_write(stop_event_, 1);
    thread_.join();
}

void UdpListener::run() {
    std::array<pollfd, 2> waits{{{socket_.native_handle(), POLLIN, 0}, {stop_event_, POLLIN, 0}}};
    while ((waits[1].revents & POLLIN) == 0) {
        // Interrupted or short of memory: the next round asks again.
        if (poll(waits.data(), waits.size(), -1) < 0) continue;
        receive_waiting();
        count_losses();
    }
}

void UdpListener::receive_waiting() {
    const auto deadline = std::chrono::steady_clock::now() + kLongestDrain;
    do {
        errno = 0;
        const std::span<const std::string_view> datagrams = batch_->receive(socket_.native_handle());
        if (!datagrams.empty()) {
            take(datagrams);
            continue;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) return;
        if (errno == EINTR) continue;
        // An ICMP error or lack of memory concerns one call; what lasts must not make the thread spin.
        warn("cannot receive datagrams", strerrordesc_np(errno));
        pollfd stop{stop_event_, POLLIN, 0};
        if (poll(&stop, 1, kPauseMs) > 0) return;
    } while (std::chrono::steady_clock::now() < deadline);
}

void UdpListener::take(std::span<const std::string_view> datagrams) {
    try {
        if (!faults_.empty()) return take_some(datagrams);
        ingest_.accept_datagrams(datagrams, [this](std::size_t number) { return batch_->sender(number); });
    } catch (const std::exception& failure) {
        counters_.datagrams_dropped += datagrams.size();
        ++counters_.failures;
        warn("dropped a batch of datagrams", failure.what());
    }
}

// Those that meet no fault.
void UdpListener::take_some(std::span<const std::string_view> datagrams) {
    std::vector<std::string_view> kept;
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < datagrams.size(); ++i) {
        if (faults_.meet(api::kUdpFault)) {
            ++counters_.datagrams_dropped_by_fault;
        } else {
            kept.push_back(datagrams[i]);
            numbers.push_back(i);
        }
    }
    ingest_.accept_datagrams(kept, [&](std::size_t number) { return batch_->sender(numbers[number]); });
}

void UdpListener::warn(const char* what, const char* reason) noexcept {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_warning_) return;
    next_warning_ = now + kBetweenWarnings;
    log_(what, reason);
}

// Asks the kernel itself: the count that travels with datagrams (SO_RXQ_OVFL) tells of a loss only when a
// later datagram arrives, and the end of a burst has none.
void UdpListener::count_losses() {
    std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
    socklen_t length = sizeof info;
    if (getsockopt(socket_.native_handle(), SOL_SOCKET, SO_MEMINFO, info.data(), &length) != 0) return;
    const std::uint32_t losses = info[SK_MEMINFO_DROPS];
    counters_.datagrams_lost_in_kernel += losses - losses_seen_;  // the kernel's count wraps at 32 bits
    losses_seen_ = losses;
}

}  // namespace xray::emulator
