// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/container_server.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include "emulator/config/text_file.hpp"

namespace xray::emulator {
namespace {

namespace fs = std::filesystem;

// A container has few.
constexpr std::size_t kMostProcesses = 10'000;

template <class T>
std::optional<T> parse_number(std::string_view text) {
    T number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

// Empty where that may not be known.
fs::path program_of(const fs::path& process) {
    std::error_code error;
    fs::path program = fs::read_symlink(process / "exe", error);
    return error ? fs::path() : program;
}

// The texts of a file in which each ends with a zero byte.
std::vector<std::string> texts_of(const fs::path& file) {
    const auto content = read_text_file(file.string());
    std::vector<std::string> texts;
    std::string_view rest = content ? std::string_view(*content) : std::string_view();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\0'), rest.size());
        texts.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return texts;
}

// The fourth field of its `stat`. The second is a name in parentheses, in which anything may stand.
std::optional<pid_t> parent_of(const fs::path& process) {
    const auto content = read_text_file((process / "stat").string());
    if (!content) return std::nullopt;
    std::string_view rest(*content);
    const std::size_t name_end = rest.rfind(") ");
    if (name_end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(std::min(name_end + 4, rest.size()));  // the state is one letter
    return parse_number<pid_t>(rest.substr(0, rest.find(' ')));
}

Invocation invocation_of(const fs::path& process) {
    Invocation invocation{texts_of(process / "cmdline"), {}};
    for (const std::string& variable : texts_of(process / "environ")) {
        const std::size_t equals = variable.find('=');
        if (equals != std::string::npos)
            invocation.environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
    }
    return invocation;
}

std::vector<pid_t> processes_in(const fs::path& proc) {
    std::vector<pid_t> processes;
    std::error_code error;
    for (fs::directory_iterator entry(proc, error), end; !error && entry != end; entry.increment(error)) {
        if (processes.size() == kMostProcesses) break;
        if (const auto id = parse_number<pid_t>(entry->path().filename().string())) processes.push_back(*id);
    }
    std::sort(processes.begin(), processes.end());
    return processes;
}

}  // namespace

std::vector<Invocation> find_container_processes(const fs::path& proc, pid_t self, pid_t parent) {
    const fs::path program = program_of(proc / std::to_string(self));
    const bool is_in_container = parent == 0 || program_of(proc / "1") == program;
    if (program.empty() || !is_in_container) return {};
    std::vector<Invocation> found;
    for (const pid_t id : processes_in(proc)) {
        const fs::path process = proc / std::to_string(id);
        if (id == self || program_of(process) != program) continue;
        const std::optional<pid_t> starter = parent_of(process);
        if (id == 1 || (starter && *starter <= 1)) found.push_back(invocation_of(process));
    }
    return found;
}

}  // namespace xray::emulator
