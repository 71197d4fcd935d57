// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/guard.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "emulator/run/guard_wire.hpp"

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
    // Nobody would end it if the guard were killed.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != guard) _exit(127);
    sigprocmask(SIG_SETMASK, &mask, nullptr);
    execvpe(command.front().c_str(), pointers(command).data(), pointers(variables).data());
}

struct Started {
    pid_t command = -1;
    int error = 0;
};

Started start(std::vector<std::string> command, std::vector<std::string> variables, const sigset_t& mask) {
    std::array<int, 2> failure{};
    if (pipe2(failure.data(), O_CLOEXEC) != 0) return {-1, errno};
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

// The parent of a process, as /proc tells; nothing where it has gone.
std::optional<pid_t> parent_of(const std::filesystem::path& process) {
    std::ifstream file(process / "stat");
    std::string stat;
    std::getline(file, stat);
    // The program's name stands in parentheses, and may hold any.
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos || stat.size() < name_end + 4) return std::nullopt;
    const std::string_view rest = std::string_view(stat).substr(name_end + 4);
    pid_t parent = 0;
    if (std::from_chars(rest.data(), rest.data() + rest.size(), parent).ec != std::errc{})
        return std::nullopt;
    return parent;
}

void signal_children(int signal) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename().string();
        pid_t process = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
        if (error != std::errc{} || end != name.data() + name.size()) continue;
        if (parent_of(entry.path()) == getpid()) kill(process, signal);
    }
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
    signal_children(SIGTERM);
    const auto end = std::chrono::steady_clock::now() + kGrace;
    while (reap()) {
        signal_children(std::chrono::steady_clock::now() < end ? SIGTERM : SIGKILL);
        poll(nullptr, 0, 5);
    }
}

// Until the connection ends: passes signals on, and tells of the command's end.
void watch(int connection, int child_signals, pid_t command) {
    std::array<pollfd, 2> events{{{connection, POLLIN, 0}, {child_signals, POLLIN, 0}}};
    bool runs = true;
    for (;;) {
        if (poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return;
        if ((events[1].revents & POLLIN) != 0) {
            signalfd_siginfo info{};
            (void)!read(child_signals, &info, sizeof(info));
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
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) sigaddset(&blocked, signal);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    const int child_signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);

    auto command = receive_texts(connection);
    auto variables = command ? receive_texts(connection) : std::nullopt;
    if (!variables || command->empty()) return;
    const Started started = start(std::move(*command), std::move(*variables), before);
    if (!send_number(connection, static_cast<std::uint32_t>(started.error)) || started.error != 0) {
        end_all();
        return;
    }
    watch(connection, child_signals, started.command);
    end_all();
}

}  // namespace xray::emulator
