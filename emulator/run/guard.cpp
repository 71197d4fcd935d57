// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/guard.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/run/guard_wire.hpp"
#include "emulator/system/processes.hpp"
#include "emulator/system/signals.hpp"

// Not every system declares it.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace xray::emulator {
namespace {

// For what is asked to end; then it is made to.
constexpr std::chrono::milliseconds kGrace{300};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

// Becomes the command; returns only where that fails.
void become(std::vector<std::string>& command, std::vector<std::string>& variables, const sigset_t& mask,
            pid_t guard) {
    std::vector<char*> arguments = pointers(command);
    std::vector<char*> all = pointers(variables);
    // Nobody would end it if the guard were killed.
    end_with_parent();
    if (getppid() != guard) _exit(127);
    sigprocmask(SIG_SETMASK, &mask, nullptr);
    // execvp() looks for the program on the PATH of the environment that it is given.
    environ = all.data();
    execvp(command.front().c_str(), arguments.data());
}

struct Started {
    pid_t command = -1;
    int error = 0;
};

Started start(std::vector<std::string> command, std::vector<std::string> variables, const sigset_t& mask) {
    std::array<int, 2> failure{};
    if (pipe(failure.data()) != 0) return {-1, errno};
    for (const int end : failure) fcntl(end, F_SETFD, FD_CLOEXEC);
    const pid_t guard = getpid();
    const pid_t child = fork();
    if (child == 0) {
        become(command, variables, mask, guard);
        const int error = errno;
        (void)!write(failure[1], &error, sizeof(error));
        _exit(127);
    }
    close(failure[1]);
    Started started{child, child < 0 ? errno : 0};
    int error = 0;
    if (child > 0 && read(failure[0], &error, sizeof(error)) == static_cast<ssize_t>(sizeof(error))) {
        started.error = error;
        waitpid(child, nullptr, 0);
    }
    close(failure[0]);
    return started;
}

void signal_all(int signal) {
    for (const pid_t process : processes_below()) kill(process, signal);
}

// Takes in what has ended; whether some children are left.
bool reap() {
    for (;;) {
        const pid_t ended = waitpid(-1, nullptr, WNOHANG);
        if (ended == 0) return true;
        if (ended < 0 && errno != EINTR) return false;
    }
}

// What a child leaves behind becomes a child of this process, so that each round has less below it.
void end_all() {
    if (!reap()) return;
    signal_all(SIGTERM);
    const auto end = std::chrono::steady_clock::now() + kGrace;
    while (reap()) {
        signal_all(std::chrono::steady_clock::now() < end ? SIGTERM : SIGKILL);
        poll(nullptr, 0, 5);
    }
}

// Until the connection ends: passes signals on, and tells of the command's end.
void watch(int connection, SignalSource& child_signals, pid_t command) {
    std::array<pollfd, 2> events{{{connection, POLLIN, 0}, {child_signals.descriptor(), POLLIN, 0}}};
    bool runs = true;
    for (;;) {
        if (poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return;
        if ((events[1].revents & POLLIN) != 0) {
            (void)child_signals.take();
            int status = 0;
            if (runs && waitpid(command, &status, WNOHANG) == command) {
                runs = false;
                if (!send_number(connection, static_cast<std::uint32_t>(status))) return;
            }
            // Of orphans that have become its children the guard takes in the end as well.
            while (!runs && waitpid(-1, nullptr, WNOHANG) > 0) continue;
        }
        if (events[0].revents == 0) continue;
        const auto signal = receive_number(connection);
        if (!signal) return;
        if (runs) kill(command, static_cast<int>(*signal));
    }
}

}  // namespace

void run_guard(int connection) {
    adopt_orphans();
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) sigaddset(&blocked, signal);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);

    auto command = receive_texts(connection);
    auto variables = command ? receive_texts(connection) : std::nullopt;
    if (!variables || command->empty()) return;
    const Started started = start(std::move(*command), std::move(*variables), before);
    if (!send_number(connection, static_cast<std::uint32_t>(started.error)) || started.error != 0) {
        end_all();
        return;
    }
    SignalSource child_signals(children);
    watch(connection, child_signals, started.command);
    end_all();
}

}  // namespace xray::emulator
