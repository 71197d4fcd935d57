// SPDX-License-Identifier: Apache-2.0
#include "emulator/system/processes.hpp"

#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace xray::emulator {
namespace {

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

}  // namespace

void end_with_parent() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void adopt_orphans() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

std::vector<pid_t> processes_below() {
    std::vector<pid_t> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename().string();
        pid_t process = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
        if (error != std::errc{} || end != name.data() + name.size()) continue;
        if (parent_of(entry.path()) == getpid()) found.push_back(process);
    }
    return found;
}

void return_free_memory() {
    malloc_trim(0);
}

}  // namespace xray::emulator
