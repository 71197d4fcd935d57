// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/guarded_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <utility>

#include "emulator/run/guard.hpp"
#include "emulator/run/guard_wire.hpp"
#include "emulator/system/signals.hpp"

namespace xray::emulator {
namespace {

sigset_t forwarded_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
    return set;
}

// A signal that the command has not got yet; 0 for none.
int signal_to_pass_on(SignalSource& source) {
    const auto signal = source.take();
    return signal && !signal->from_terminal ? signal->number : 0;
}

int exit_code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

tl::expected<GuardedChild, std::string> GuardedChild::prepare() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0)
        return tl::unexpected(std::string("cannot make a connection: ") + std::strerror(errno));
    for (const int end : ends) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
        constexpr int kOn = 1;
        setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &kOn, sizeof kOn);
#endif
    }
    const pid_t guard = fork();
    if (guard < 0) {
        const int reason = errno;
        close(ends[0]);
        close(ends[1]);
        return tl::unexpected(std::string("cannot start a process: ") + std::strerror(reason));
    }
    if (guard == 0) {
        close(ends[0]);
        run_guard(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    return GuardedChild(guard, ends[0]);
}

GuardedChild::GuardedChild(GuardedChild&& other) noexcept
    : guard_(std::exchange(other.guard_, -1)), connection_(std::exchange(other.connection_, -1)) {}

GuardedChild::~GuardedChild() {
    if (connection_ >= 0) close(connection_);
    if (guard_ > 0) {
        while (waitpid(guard_, nullptr, 0) < 0 && errno == EINTR) continue;
    }
}

tl::expected<void, int> GuardedChild::start(const std::vector<std::string>& command,
                                            const Environment& environment) {
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
    if (!send_texts(connection_, command) || !send_texts(connection_, variables))
        return tl::unexpected(EPIPE);
    const auto outcome = receive_number(connection_);
    if (!outcome) return tl::unexpected(EPIPE);
    if (*outcome != 0) return tl::unexpected(static_cast<int>(*outcome));
    return {};
}

int GuardedChild::wait() {
    constexpr int kLost = 125;
    SignalSource signals(forwarded_signals());
    std::array<pollfd, 2> events{{{connection_, POLLIN, 0}, {signals.descriptor(), POLLIN, 0}}};
    int code = kLost;
    for (;;) {
        if (poll(events.data(), events.size(), -1) < 0 && errno != EINTR) break;
        if ((events[1].revents & POLLIN) != 0) {
            const int signal = signal_to_pass_on(signals);
            if (signal != 0 && !send_number(connection_, static_cast<std::uint32_t>(signal))) break;
        }
        if (events[0].revents == 0) continue;
        const auto status = receive_number(connection_);
        if (status) code = exit_code_of(static_cast<int>(*status));
        break;
    }
    return code;
}

}  // namespace xray::emulator
