// SPDX-License-Identifier: Apache-2.0
#include "emulator/udp_listener.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <new>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace xray::emulator {
namespace {

// A sender that never pauses must not keep the process from ending.
constexpr std::chrono::seconds kLongestDrain{2};

// After a call that failed.
constexpr int kPauseMs = 100;
constexpr std::chrono::seconds kBetweenWarnings{10};

}  // namespace

UdpListener::UdpListener(boost::asio::ip::udp::socket socket, api::SegmentIngest& ingest,
                         api::FaultList& faults, Counters& counters, LogSink log)
    : socket_(std::move(socket)),
      ingest_(ingest),
      faults_(faults),
      counters_(counters),
      log_(std::move(log)) {
    enlarge_receive_buffer(socket_.native_handle());
    if (pipe(stop_pipe_.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    for (const int end : stop_pipe_) fcntl(end, F_SETFD, FD_CLOEXEC);
}

UdpListener::~UdpListener() {
    stop();
    for (const int end : stop_pipe_) close(end);
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
    constexpr char kStop = 1;
    (void)!write(stop_pipe_[1], &kStop, 1);
    thread_.join();
}

void UdpListener::run() {
    std::array<pollfd, 2> waits{{{socket_.native_handle(), POLLIN, 0}, {stop_pipe_[0], POLLIN, 0}}};
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
        const std::span<const std::string_view> datagrams = batch_.receive(socket_.native_handle());
        if (!datagrams.empty()) {
            take(datagrams);
            continue;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) return;
        if (errno == EINTR) continue;
        // An ICMP error or lack of memory concerns one call; what lasts must not make the thread spin.
        warn_of_failure(errno);
        pollfd stop{stop_pipe_[0], POLLIN, 0};
        if (poll(&stop, 1, kPauseMs) > 0) return;
    } while (std::chrono::steady_clock::now() < deadline);
}

void UdpListener::take(std::span<const std::string_view> datagrams) {
    try {
        if (!faults_.empty()) return take_some(datagrams);
        ingest_.accept_datagrams(datagrams, [this](std::size_t number) { return batch_.sender(number); });
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
    ingest_.accept_datagrams(kept, [&](std::size_t number) { return batch_.sender(numbers[number]); });
}

void UdpListener::warn_of_failure(int error) noexcept {
    try {
        warn("cannot receive datagrams", std::generic_category().message(error));
    } catch (const std::bad_alloc&) {
        // The next one is told.
    }
}

void UdpListener::warn(std::string_view what, std::string_view reason) noexcept {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_warning_) return;
    next_warning_ = now + kBetweenWarnings;
    log_(what, reason);
}

void UdpListener::count_losses() {
    const auto losses = datagrams_lost(socket_.native_handle());
    if (!losses) return;
    counters_.datagrams_lost_in_kernel += *losses - losses_seen_;  // the system's count wraps at 32 bits
    losses_seen_ = *losses;
}

}  // namespace xray::emulator
