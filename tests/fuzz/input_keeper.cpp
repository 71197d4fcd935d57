// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/input_keeper.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <utility>

namespace xray::fuzz {
namespace {

constexpr unsigned kPatience = 60;  // seconds
constexpr std::array kSignals{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM};

// A signal's handler is given nothing, and may call next to nothing: what it needs lies here.
struct Held {
    const char* file = nullptr;
    const char* input = nullptr;
    std::size_t size = 0;
};
Held held;

// Where the stack has run out the handler needs another.
std::array<char, 64U * 1024> handler_stack;

void tell(const char* text) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
}

void keep_input(int signal) {
    if (signal == SIGALRM) tell("finding: takes longer than a minute\n");
    const int file = ::open(held.file, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
    if (file >= 0) {
        [[maybe_unused]] const auto written = ::write(file, held.input, held.size);
        ::close(file);
        tell("the input is kept in ");
        tell(held.file);
        tell("\n");
    }
    std::signal(signal, SIG_DFL);
    ::raise(signal);
}

}  // namespace

InputKeeper::InputKeeper(std::string path) : path_(std::move(path)) {
    stack_t stack{};
    stack.ss_sp = handler_stack.data();
    stack.ss_size = handler_stack.size();
    ::sigaltstack(&stack, nullptr);
    struct sigaction action {};
    action.sa_handler = keep_input;
    action.sa_flags = SA_ONSTACK;
    for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

InputKeeper::~InputKeeper() {
    ::alarm(0);
    for (const int signal : kSignals) std::signal(signal, SIG_DFL);
    held = {};
}

void InputKeeper::hold(std::string_view name, std::string_view input) {
    file_ = path_ + std::string(name);
    held = {file_.c_str(), input.data(), input.size()};
    ::alarm(kPatience);
}

}  // namespace xray::fuzz
