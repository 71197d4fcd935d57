// SPDX-License-Identifier: Apache-2.0
#include "emulator/system/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

namespace xray::emulator {

struct SignalSource::State {
    explicit State(const sigset_t& signals)
        : descriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { close(descriptor); }

    int descriptor;
};

SignalSource::SignalSource(const sigset_t& signals) : state_(std::make_unique<State>(signals)) {}

SignalSource::~SignalSource() = default;

int SignalSource::descriptor() const {
    return state_->descriptor;
}

std::optional<ReceivedSignal> SignalSource::take() {
    signalfd_siginfo info{};
    if (read(state_->descriptor, &info, sizeof(info)) != static_cast<ssize_t>(sizeof(info)))
        return std::nullopt;
    return ReceivedSignal{static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL};
}

}  // namespace xray::emulator
