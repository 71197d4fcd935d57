// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

#include "emulator/system/signals.hpp"

namespace xray::emulator {

// A thread waits for the signals and passes them on through a pipe.
struct SignalSource::State {
    explicit State(const sigset_t& signals) : waited_for(signals) {
        (void)!pipe(ends.data());
        for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        // What wakes the thread at the end.
        sigaddset(&waited_for, SIGUSR2);
        sigset_t wake;
        sigemptyset(&wake);
        sigaddset(&wake, SIGUSR2);
        pthread_sigmask(SIG_BLOCK, &wake, &before);
        thread = std::thread([this] { pass_on(); });
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        ends_now = true;
        pthread_kill(thread.native_handle(), SIGUSR2);
        thread.join();
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        for (const int end : ends) close(end);
    }

    void pass_on() {
        for (int number = 0; !ends_now;) {
            if (sigwait(&waited_for, &number) != 0 || ends_now) continue;
            (void)!write(ends[1], &number, sizeof(number));
        }
    }

    sigset_t waited_for;
    sigset_t before{};
    std::array<int, 2> ends{-1, -1};
    std::atomic<bool> ends_now{false};
    std::thread thread;
};

SignalSource::SignalSource(const sigset_t& signals) : state_(std::make_unique<State>(signals)) {}

SignalSource::~SignalSource() = default;

int SignalSource::descriptor() const {
    return state_->ends[0];
}

std::optional<ReceivedSignal> SignalSource::take() {
    int number = 0;
    if (read(state_->ends[0], &number, sizeof(number)) != static_cast<ssize_t>(sizeof(number)))
        return std::nullopt;
    const bool can_be_typed = number == SIGINT || number == SIGHUP;
    return ReceivedSignal{number, can_be_typed && tcgetpgrp(STDIN_FILENO) == getpgrp()};
}

}  // namespace xray::emulator
