// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <memory>
#include <optional>

// Signals and processes as the system gives them: processes_linux.cpp, or processes_portable.cpp where that
// is not there (cmake/xray_system.cmake).
namespace xray::emulator {

struct ReceivedSignal {
    int number = 0;
    // A terminal sends it to every process of the foreground. Where the system does not tell, that is taken
    // of SIGINT and SIGHUP in a process that a terminal has in its foreground.
    bool from_terminal = false;
};

// Takes in signals that are blocked in every thread. Threads: one.
class SignalSource {
public:
    explicit SignalSource(const sigset_t& signals);
    SignalSource(const SignalSource&) = delete;
    SignalSource& operator=(const SignalSource&) = delete;
    ~SignalSource();

    // Readable for poll() while a signal waits.
    [[nodiscard]] int descriptor() const;

    // The next signal; nothing where none waits.
    [[nodiscard]] std::optional<ReceivedSignal> take();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace xray::emulator
