// SPDX-License-Identifier: Apache-2.0
#include "emulator/system/processes.hpp"

#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>

namespace xray::emulator {
namespace {

struct Close {
    void operator()(FILE* file) const { pclose(file); }
};

// {process: its parent} of all there are, as ps lists them.
std::map<pid_t, pid_t> parents() {
    std::map<pid_t, pid_t> found;
    const std::unique_ptr<FILE, Close> list(popen("ps -A -o pid= -o ppid=", "r"));
    if (!list) return found;
    long process = 0;
    long parent = 0;
    while (std::fscanf(list.get(), "%ld %ld", &process, &parent) == 2)
        found.emplace(static_cast<pid_t>(process), static_cast<pid_t>(parent));
    return found;
}

bool is_below(const std::map<pid_t, pid_t>& parents, pid_t process, pid_t top) {
    // No line of ancestors is longer than there are processes.
    for (std::size_t steps = 0; steps < parents.size(); ++steps) {
        const auto at = parents.find(process);
        if (at == parents.end()) return false;
        if (at->second == top) return true;
        process = at->second;
    }
    return false;
}

}  // namespace

void end_with_parent() {}

void adopt_orphans() {}

std::vector<pid_t> processes_below() {
    std::vector<pid_t> found;
    const std::map<pid_t, pid_t> all = parents();
    for (const auto& [process, parent] : all) {
        if (is_below(all, process, getpid())) found.push_back(process);
    }
    return found;
}

void return_free_memory() {}

}  // namespace xray::emulator
